import { build } from './lib/build.mjs';
import { LEFT_OVER, OWN_PARTS, PROGRAMS, runPart } from './lib/check-parts.mjs';
import { ensurePackages } from './lib/ensure-installed.mjs';
import { printSummary } from './lib/print-summary.mjs';
import { missingServers, setupServers } from './lib/setup-servers.mjs';

/**
 * `npm test [-- --proof] [-- file filters and Vitest options]`: everything, from a fresh clone.
 * @typedef {import('./lib/summary-reporter.mjs').Summary} Summary
 */
const args = process.argv.slice(2).filter((arg) => arg !== '--proof');
if (process.argv.includes('--proof')) process.env.TOCSIN_PROOF = '1';

const { compiled } = await ensurePackages();
/** @type {Summary} */
const own = { suites: {}, failed: [], skipped: [] };
const isWhole = args.length === 0;
// What the compiler of native modules leaves of the processor, and later the tests, which wait for
// servers, pages and intervals, is enough for these.
const checked = checkEach(PROGRAMS, isWhole ? LEFT_OVER : undefined);
await count('build', 'the server and the UI build', buildAll);
// What is fetched comes while this process computes.
await Promise.all([count('servers', 'every server is here', findServers), checkEach(OWN_PARTS)]);
if (!isWhole) await checked;
await compiled;

const { runVitest } = await import('./lib/run-vitest.mjs');
const run = await runVitest(args);
await checked;
const ran = run.summary ?? { suites: {}, failed: [], skipped: [] };
await count('vitest', 'the runner itself', async () => {
  if (run.summary === null) return `ended with code ${run.code} before it counted anything`;
  return run.code !== 0 && ran.failed.length === 0 ? `ended with code ${run.code}` : null;
});

process.exitCode = printSummary({
  suites: { ...own.suites, ...ran.suites },
  failed: [...own.failed, ...ran.failed],
  skipped: [...own.skipped, ...ran.skipped],
});

/**
 * Runs a step that counts as one test.
 * @param {string} suite @param {string} name
 * @param {() => Promise<string | null>} step null when it went well, else what is wrong
 */
async function count(suite, name, step) {
  const fault = await step().catch((error) => String(error?.stack ?? error));
  const counts = own.suites[suite] ?? { passed: 0, failed: 0, skipped: 0 };
  own.suites[suite] = counts;
  if (fault === null) counts.passed += 1;
  else {
    counts.failed += 1;
    own.failed.push({ suite, file: '', name, note: fault });
  }
}

/**
 * @param {readonly import('./lib/check-parts.mjs').CheckPart[]} parts one after the other
 * @param {number} [priority]
 */
async function checkEach(parts, priority) {
  for (const part of parts) {
    await count('check', part.name, async () => {
      const { ok, summary, details } = await runPart(part, priority);
      return ok ? null : [summary, ...details].join('\n');
    });
  }
}

/** @returns {Promise<string | null>} */
async function buildAll() {
  await build();
  return null;
}

/** @returns {Promise<string | null>} a fault only in CI; elsewhere the tests say what they miss */
async function findServers() {
  const missing = missingServers(await setupServers());
  for (const { tool, reason } of missing) console.log(`${tool} is missing: ${reason}`);
  const needed = missing.filter(({ optional }) => !optional && process.env.CI === 'true');
  return needed.length === 0 ? null : needed.map(({ tool }) => `${tool} is missing`).join(', ');
}
