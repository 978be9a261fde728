import { ensureInstalled } from './lib/ensure-installed.mjs';
import { inRoot } from './lib/root.mjs';
import { runShown } from './lib/run-command.mjs';

/**
 * `npm run conformance [-- [--promql DIR] [--promql-compat DIR] [--logql DIR] [--json FILE]
 * [--through service|labels|thread|engine]]`; see test/conformance/README.md.
 */
await ensureInstalled();
const tsx = inRoot('node_modules/tsx/dist/cli.mjs');
process.exitCode = await runShown(process.execPath, [
  tsx,
  'test/conformance/engine-main.ts',
  ...process.argv.slice(2),
]);
