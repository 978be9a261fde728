import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { inRoot } from './lib/root.mjs';
import { runShown } from './lib/run-command.mjs';
import { setupServers } from './lib/setup-servers.mjs';

/** `npm run bench [-- --only part] [-- --json file]`; see test/bench/main.ts. */
await ensureInstalled();
await build();
await setupServers();
const tsx = inRoot('node_modules/tsx/dist/cli.mjs');
process.exitCode = await runShown(process.execPath, [
  tsx,
  'test/bench/main.ts',
  ...process.argv.slice(2),
]);
