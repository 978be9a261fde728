import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/** `npm run proof` sets it: full counts, and the time they need. */
const isProof = process.env.TOCSIN_PROOF === '1';

const rooms = '{platform,collector,queries,alerting,dashboards,web}';

/** Files that measure time or load both cores by themselves: nothing runs beside them. */
const alone = [
  'test/acceptance/adversary-stall.test.ts',
  'test/acceptance/attack-write-flood.test.ts',
  'test/acceptance/workers-life.test.ts',
];

/** Files beside each other in suites that compute: another process would import everything again. */
const PLACES = 2;

/** And in suites that wait much of the time: for a server, an interval, a page. */
const WAITING_PLACES = 3;

interface SuiteOptions {
  /** Suites with the same number share places, of which they have equally many; the next number waits for all of them. */
  readonly order: number;
  readonly timeoutMs: number;
  readonly workers?: number;
  readonly exclude?: readonly string[];
  readonly globalSetup?: string | readonly string[];
  /**
   * Whether each file has a process of its own (false): importing what it needs, a second or two, is
   * most of the time of many files. Those that share one leave nothing behind for the next file.
   */
  readonly isolate?: boolean;
}

/** Each file has servers, ports and folders of its own. */
function suite(name: string, include: readonly string[], options: SuiteOptions) {
  const { order, workers = PLACES, exclude = [], globalSetup, isolate = false } = options;
  const timeoutMs = isProof ? options.timeoutMs * 20 : options.timeoutMs;
  return {
    test: {
      name,
      include: [...include],
      exclude: ['**/node_modules/**', ...exclude],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      isolate,
      // What has to come comes; how soon depends on what else the machine does.
      expect: { poll: { timeout: seconds(20) } },
      fileParallelism: workers > 1,
      maxWorkers: workers,
      sequence: { groupOrder: order },
      ...(globalSetup === undefined ? {} : { globalSetup: [globalSetup].flat() }),
    },
  };
}

const builds = 'test/support/build-first.ts';
const seconds = (count: number) => count * 1_000;

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: Math.max(PLACES, WAITING_PLACES),
    passWithNoTests: true,
    sequence: { sequencer: LongestFirst },
    // Suites share what they import as well: each would transform it for itself.
    experimental: { fsModuleCache: true, fsModuleCachePath: '.cache/vitest' },
    projects: [
      suite('unit', [`${rooms}/**/*.test.{ts,tsx}`], {
        order: 0,
        timeoutMs: seconds(15),
      }),
      suite('structure', ['test/structure/**/*.test.mjs'], { order: 1, timeoutMs: seconds(30) }),
      suite('conformance', ['test/conformance/**/*.test.ts'], {
        order: 1,
        timeoutMs: seconds(30),
      }),
      suite('fuzz', ['test/fuzz/**/*.test.ts'], { order: 1, timeoutMs: seconds(60) }),
      suite('support', ['test/support/**/*.test.ts'], {
        order: 2,
        workers: WAITING_PLACES,
        timeoutMs: seconds(60),
        globalSetup: builds,
      }),
      suite('contract', ['test/contract/**/*.test.ts'], {
        order: 2,
        workers: WAITING_PLACES,
        timeoutMs: seconds(60),
        globalSetup: [builds, 'test/support/postgres-first.ts'],
      }),
      suite('acceptance', ['test/acceptance/**/*.test.ts'], {
        order: 2,
        workers: WAITING_PLACES,
        timeoutMs: seconds(120),
        globalSetup: builds,
        exclude: alone,
      }),
      suite('e2e', ['test/e2e/**/*.test.ts'], {
        order: 2,
        workers: WAITING_PLACES,
        timeoutMs: seconds(120),
        globalSetup: 'test/e2e/build-first.ts',
      }),
      suite('alone', alone, {
        order: 3,
        workers: 1,
        isolate: true,
        timeoutMs: seconds(120),
        globalSetup: builds,
      }),
    ],
  },
});
