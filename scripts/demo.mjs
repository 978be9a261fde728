import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { inRoot } from './lib/root.mjs';
import { runInPlace } from './lib/run-service.mjs';
import { missingServers, setupServers } from './lib/setup-servers.mjs';

/** `npm run demo`: see test/demo/main.ts, which shares its servers with the tests. */
await ensureInstalled();
await build();
const needed = ['prometheus', 'promtool', 'prometheus-node-exporter'];
const missing = missingServers(await setupServers()).filter(({ tool }) => needed.includes(tool));
for (const { tool, reason } of missing) console.error(`the demo needs ${tool}: ${reason}`);
if (missing.length > 0) process.exit(1);
runInPlace(process.execPath, ['--import', 'tsx', inRoot('test/demo/main.ts')]);
