import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const service = { target: 'http://127.0.0.1:8080', ws: true, changeOrigin: false };

/**
 * The browser's part. `vite --mode mock` serves it over the typed mock of `mock/` instead of the
 * service. Nothing is inlined and no polyfill script is injected: the service's content security
 * policy allows files of its own origin only.
 */
export default defineConfig(async ({ mode }) => ({
  root: here('.'),
  plugins: [react()],
  define: mode === 'mock' ? await ofTheMock() : {},
  resolve: {
    // The full zone history is 1 MB; @grafana/data formats instants of this decade.
    alias: [
      {
        find: /^moment-timezone$/,
        replacement: 'moment-timezone/builds/moment-timezone-with-data-10-year-range.js',
      },
    ],
  },
  server: {
    host: '127.0.0.1',
    ...(mode === 'mock' ? {} : { proxy: { '/api': service, '/scopes': service } }),
  },
  build: {
    outDir: here('../../dist/web/ui'),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
}));

/** What the mock has of the service itself. */
async function ofTheMock(): Promise<Record<string, string>> {
  const { CHANNEL_KINDS } = await import('../../alerting/notify/channel-kinds.ts');
  const { presentChannelKinds } = await import('../server/resources/present-channel-kinds.ts');
  return { MOCK_CHANNEL_KINDS: JSON.stringify(presentChannelKinds(CHANNEL_KINDS)) };
}
