import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inRepository } from '../support/repository.ts';
import type { ConformanceOutcome, ConformanceResult } from './conformance-result.ts';
import { InProcessSystem } from './promql-engine-in-process.ts';
import { runPromqlScripts } from './promql-engine-run.ts';

/**
 * `npm run conformance`: runs the scripts of Prometheus 3.x (`--promql`), of 2.42 in compatibility
 * mode (`--promql-compat`), this repository's own, and LogQL's (`--logql`). Prints a total for each
 * file and what failed; `--json` writes every result. Ends with 1 where anything failed.
 */
const { values } = parseArgs({
  options: {
    promql: { type: 'string' },
    'promql-compat': { type: 'string' },
    logql: { type: 'string' },
    json: { type: 'string' },
  },
});

/** Results of one folder of scripts. */
interface SuiteResults {
  readonly suite: string;
  readonly results: readonly ConformanceResult[];
}

const upstream = (version: string): string =>
  inRepository('..', 'shared', 'corpora', 'promql', version);

const suites: SuiteResults[] = [
  await promql('promql', values.promql ?? upstream('v3.0.0'), false, values.promql === undefined),
  await promql(
    'promql-compat',
    values['promql-compat'] ?? upstream('v2.42.0'),
    true,
    values['promql-compat'] === undefined,
  ),
  await promql('promql-own', inRepository('test/conformance/promql/engine'), false, false),
];
if (values.logql !== undefined) suites.push({ suite: 'logql', results: await logql(values.logql) });
for (const suite of suites) printSuite(suite);
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify(suites.flatMap(flat), null, 1)}\n`);
}
const failed = suites.some(({ results }) => countOf(results, 'failed') > 0);
process.exitCode = failed ? 1 : 0;

function flat({ suite, results }: SuiteResults): readonly object[] {
  return results.map((result) => ({ suite, ...result }));
}

async function promql(
  suite: string,
  folder: string,
  compat2: boolean,
  mayBeAbsent: boolean,
): Promise<SuiteResults> {
  if (!existsSync(folder) && mayBeAbsent) {
    process.stdout.write(`${suite}: not run, there is no ${folder}\n`);
    return { suite, results: [] };
  }
  // Prometheus's own suite drops names late since 3.0.
  const system = new InProcessSystem({ compat2, delayedNameRemoval: !compat2 });
  return { suite, results: await runPromqlScripts(folder, system) };
}

/** LogQL's runner has the same shape of results. */
async function logql(folder: string): Promise<readonly ConformanceResult[]> {
  const file: string = './logql-engine-run.ts';
  const module: unknown = await import(file);
  const { runLogqlScripts } = module as {
    runLogqlScripts(dir: string): Promise<readonly ConformanceResult[]>;
  };
  return runLogqlScripts(folder);
}

function countOf(results: readonly ConformanceResult[], outcome: ConformanceOutcome): number {
  return results.filter((result) => result.outcome === outcome).length;
}

function printSuite({ suite, results }: SuiteResults): void {
  for (const file of [...new Set(results.map((result) => result.file))]) {
    const own = results.filter((result) => result.file === file);
    process.stdout.write(`${suite} ${file}: ${summary(own)}\n`);
  }
  for (const { file, line, name, outcome, message } of results) {
    if (outcome !== 'failed') continue;
    process.stdout.write(`FAILED ${suite} ${file}:${line} ${name}\n       ${message}\n`);
  }
  process.stdout.write(`${suite} total: ${summary(results)}\n`);
}

function summary(results: readonly ConformanceResult[]): string {
  const unsupported = countOf(results, 'unsupported');
  const apart = unsupported === 0 ? '' : `, ${unsupported} unsupported (native histograms)`;
  const counted = results.length - unsupported;
  return `${countOf(results, 'passed')} of ${counted} passed${apart}`;
}
