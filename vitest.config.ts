import { defineConfig } from 'vitest/config';

/** `npm run proof` sets it: full counts, and the time they need. */
const isProof = process.env.TOCSIN_PROOF === '1';

const rooms = '{platform,collector,queries,alerting,dashboards,web}';

/**
 * Suites run in the order given. Those in one process run beside each other on both cores; those
 * that start servers run one file at a time, so that their timelines are not each other's load.
 */
function suite(
  name: string,
  include: readonly string[],
  options: { order: number; alone: boolean; timeoutMs: number },
) {
  const timeoutMs = isProof ? options.timeoutMs * 20 : options.timeoutMs;
  return {
    test: {
      name,
      include: [...include],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      fileParallelism: !options.alone,
      maxWorkers: options.alone ? 1 : 2,
      sequence: { groupOrder: options.order },
    },
  };
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      suite('unit', [`${rooms}/**/*.test.{ts,tsx}`], { order: 0, alone: false, timeoutMs: 15_000 }),
      suite('structure', ['test/structure/**/*.test.mjs'], {
        order: 1,
        alone: false,
        timeoutMs: 30_000,
      }),
      suite('conformance', ['test/conformance/**/*.test.ts'], {
        order: 1,
        alone: false,
        timeoutMs: 30_000,
      }),
      suite('fuzz', ['test/fuzz/**/*.test.ts'], { order: 1, alone: false, timeoutMs: 60_000 }),
      suite('support', ['test/support/**/*.test.ts'], { order: 2, alone: true, timeoutMs: 60_000 }),
      suite('contract', ['test/contract/**/*.test.ts'], {
        order: 3,
        alone: true,
        timeoutMs: 60_000,
      }),
      suite('acceptance', ['test/acceptance/**/*.test.ts'], {
        order: 4,
        alone: true,
        timeoutMs: 120_000,
      }),
      suite('e2e', ['test/e2e/**/*.test.ts'], { order: 5, alone: true, timeoutMs: 120_000 }),
    ],
  },
});
