import { spawn } from 'node:child_process';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { inRoot, root } from './lib/root.mjs';

await ensureInstalled();

const service = process.env.TOCSIN_DEV_BACKEND ?? 'http://127.0.0.1:8080';

const backend = spawn(
  process.execPath,
  [
    inRoot('node_modules/tsx/dist/cli.mjs'),
    'watch',
    '--clear-screen=false',
    'web/cli/main.ts',
    'serve',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);

const { createServer } = await import('vite');
const target = { target: service, ws: true, changeOrigin: false };
const ui = await createServer({
  configFile: inRoot('web/ui/vite.config.ts'),
  root: inRoot('web/ui'),
  server: {
    host: '127.0.0.1',
    proxy: { '/api': target, '/scopes': target, '/intake': target, '/metrics': target },
  },
});
await ui.listen();
ui.printUrls();

/** @param {number} code */
async function stop(code) {
  backend.kill('SIGTERM');
  await ui.close();
  process.exit(code);
}
process.once('SIGINT', () => stop(0));
process.once('SIGTERM', () => stop(0));
backend.once('exit', (code) => stop(code ?? 1));
