import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { setupServers } from './lib/setup-servers.mjs';

/** `npm run e2e [-- file filters]`: the browser tests, on a fresh build. */
await ensureInstalled();
await build();
await setupServers();
const { runVitest } = await import('./lib/run-vitest.mjs');
const { printSummary } = await import('./lib/print-summary.mjs');
const { code, summary } = await runVitest(['--project', 'e2e', ...process.argv.slice(2)]);
process.exitCode = summary === null ? code || 1 : printSummary(summary);
