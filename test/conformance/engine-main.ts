import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type EmbeddedAsker, startEmbeddedAsker } from '../support/embedded-asker.ts';
import { inRepository } from '../support/repository.ts';
import type { ConformanceOutcome, ConformanceResult } from './conformance-result.ts';
import { runLogqlScripts } from './logql-engine-run.ts';
import { ThreadLogSystem } from './logql-engine-thread.ts';
import { InProcessSystem } from './promql-engine-in-process.ts';
import { runPromqlScripts } from './promql-engine-run.ts';
import { ThreadSystem } from './promql-engine-thread.ts';

/**
 * `npm run conformance`: runs the scripts of Prometheus 3.x (`--promql`), of 2.42 in compatibility
 * mode (`--promql-compat`), this repository's own, and LogQL's (`--logql`). With `--http` the embedded
 * stores are loaded and asked through their HTTP APIs, behind their thread, one tenant for each script
 * and `clear`; without, the engines alone over series and lines in memory. Prints a total for each file
 * and what failed; `--json` writes every result. Ends with 1 where anything failed.
 */
const { values } = parseArgs({
  options: {
    promql: { type: 'string' },
    'promql-compat': { type: 'string' },
    logql: { type: 'string' },
    json: { type: 'string' },
    http: { type: 'boolean', default: false },
  },
});

/** Results of one folder of scripts. */
interface SuiteResults {
  readonly suite: string;
  readonly results: readonly ConformanceResult[];
}

interface Evaluation {
  readonly compat2: boolean;
  readonly delayedNameRemoval: boolean;
}

/** Prometheus's own suite drops names late since 3.0. */
const COMPATIBLE: Readonly<Record<'yes' | 'no', Evaluation>> = {
  yes: { compat2: true, delayedNameRemoval: false },
  no: { compat2: false, delayedNameRemoval: true },
};

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
suites.push(await logql('logql-own', inRepository('test/conformance/logql/engine')));
if (values.logql !== undefined) suites.push(await logql('logql', values.logql));
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
  const evaluation = compat2 ? COMPATIBLE.yes : COMPATIBLE.no;
  const results = values.http
    ? await withAsker(evaluation, (asker) => runPromqlScripts(folder, new ThreadSystem(asker)))
    : await runPromqlScripts(folder, new InProcessSystem(evaluation));
  return { suite, results };
}

async function logql(suite: string, folder: string): Promise<SuiteResults> {
  if (!values.http) return { suite, results: await runLogqlScripts(folder) };
  const results = await withAsker(COMPATIBLE.no, (asker) =>
    runLogqlScripts(folder, new ThreadLogSystem(asker)),
  );
  return { suite, results };
}

/** Runs something on embedded stores of its own. */
async function withAsker<Result>(
  evaluation: Evaluation,
  run: (asker: EmbeddedAsker) => Promise<Result>,
): Promise<Result> {
  const asker = await startEmbeddedAsker({ evaluation, addsLabels: false });
  try {
    return await run(asker);
  } finally {
    await asker.stop();
  }
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
