import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { inRoot, root } from './lib/root.mjs';

/**
 * `npm run dev [-- options of serve]`: the service, restarted when a file changes, on its usual
 * port, and Vite's server, which passes the API on to it. One Ctrl-C stops both.
 */
await ensureInstalled();

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
  // A group of its own: a terminal's Ctrl-C and our signal would be two, and end it undrained.
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], detached: true },
);

const { createServer } = await import('vite');
const ui = await createServer({
  configFile: inRoot('web/ui/vite.config.ts'),
  root: inRoot('web/ui'),
});
await ui.listen();
ui.printUrls();

let stopping = false;

/** @param {number} code */
async function stop(code) {
  if (stopping) return;
  stopping = true;
  const gone = backend.exitCode === null ? once(backend, 'exit') : Promise.resolve();
  backend.kill('SIGTERM');
  await Promise.all([gone, ui.close()]);
  process.exit(code);
}
process.once('SIGINT', () => stop(0));
process.once('SIGTERM', () => stop(0));
backend.once('exit', (code) => stop(code ?? 1));
