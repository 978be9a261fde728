import type { ConformanceOutcome, ConformanceResult } from './conformance-result.ts';

/** Results of one suite, in the order of its scripts. */
export interface SuiteResults {
  readonly suite: string;
  readonly results: readonly ConformanceResult[];
}

type Counts = Readonly<Record<ConformanceOutcome, number>>;

function countsOf(results: readonly ConformanceResult[]): Counts {
  const count = (outcome: ConformanceOutcome) =>
    results.filter((result) => result.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), unsupported: count('unsupported') };
}

const filesOf = (results: readonly ConformanceResult[]): readonly string[] => [
  ...new Set(results.map(({ file }) => file)),
];

/** A total for each file, what failed, and a total. */
export function reportText({ suite, results }: SuiteResults): string {
  const lines = filesOf(results).map((file) => {
    const own = results.filter((result) => result.file === file);
    return `${suite} ${file}: ${summary(own)}`;
  });
  for (const { file, line, name, outcome, message } of results) {
    if (outcome !== 'failed') continue;
    lines.push(`FAILED ${suite} ${file}:${line} ${name}`, `       ${message}`);
  }
  lines.push(`${suite} total: ${summary(results)}`);
  return `${lines.join('\n')}\n`;
}

function summary(results: readonly ConformanceResult[]): string {
  const { passed, failed } = countsOf(results);
  const apart = new Map<string, number>();
  for (const { outcome, message } of results) {
    if (outcome === 'unsupported') apart.set(message, (apart.get(message) ?? 0) + 1);
  }
  const texts = [...apart].map(([why, count]) => `, ${count} unsupported: ${why}`);
  return `${passed} of ${passed + failed} passed${texts.join('')}`;
}

export const hasFailed = (suites: readonly SuiteResults[]): boolean =>
  suites.some(({ results }) => results.some(({ outcome }) => outcome === 'failed'));

/** All results, totals of files and of everything, as JSON. */
export function reportJson(suites: readonly SuiteResults[]): string {
  const files = suites.flatMap(({ suite, results }) =>
    filesOf(results).map((file) => {
      const own = results.filter((result) => result.file === file);
      return { suite, file, total: own.length, ...countsOf(own) };
    }),
  );
  const results = suites.flatMap(({ suite, results: own }) =>
    own.map((result) => ({ suite, ...result })),
  );
  const total = countsOf(results);
  return `${JSON.stringify({ total: { total: results.length, ...total }, files, results }, null, 1)}\n`;
}
