import { inRoot } from './root.mjs';
import { filesBelow, modifiedMs } from './source-files.mjs';

/** What `web/ui` is made of: itself, the contract, and the pure parsers. */
const sources = [
  'web/ui',
  'web/contract',
  'queries/promql',
  'queries/logql',
  'queries/templates',
  'dashboards',
];
const output = 'dist/web/ui/index.html';

/**
 * Builds the browser's part with Vite when a source is newer than its output.
 * @returns {Promise<boolean>} whether anything was built
 */
export async function buildUi() {
  const inputs = filesBelow(sources).filter((path) => !/\.test\.tsx?$/.test(path));
  const newest = Math.max(0, ...[...inputs, 'package-lock.json'].map(modifiedMs));
  if (modifiedMs(output) > newest) return false;
  const { build } = await import('vite');
  await build({
    configFile: inRoot('web/ui/vite.config.ts'),
    root: inRoot('web/ui'),
    logLevel: 'warn',
    build: { outDir: inRoot('dist/web/ui'), emptyOutDir: true },
  });
  return true;
}
