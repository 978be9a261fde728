import { ensureInstalled } from './lib/ensure-installed.mjs';

/** `npm run fuzz [-- --count N] [-- --seed N]`: the property tests, with full counts. */
await ensureInstalled();
const { runVitest } = await import('./lib/run-vitest.mjs');
const { printSummary } = await import('./lib/print-summary.mjs');

const args = process.argv.slice(2);
const count = option('--count');
const seed = option('--seed');
const { code, summary } = await runVitest(['--project', 'fuzz', ...args], {
  TOCSIN_PROOF: '1',
  ...(count === null ? {} : { TOCSIN_FUZZ_COUNT: count }),
  ...(seed === null ? {} : { TOCSIN_FUZZ_SEED: seed }),
});
process.exitCode = summary === null ? code || 1 : printSummary(summary);

/** @param {string} name @returns {string | null} its value, taken out of the arguments */
function option(name) {
  const at = args.indexOf(name);
  return at < 0 ? null : (args.splice(at, 2)[1] ?? null);
}
