import { startConformanceService } from '../support/conformance-service.ts';
import { type EmbeddedAsker, startEmbeddedAsker } from '../support/embedded-asker.ts';
import type { ConformanceMode } from './conformance-options.ts';
import type { SuiteResults } from './conformance-report.ts';
import type { ConformanceResult } from './conformance-result.ts';
import type { ConformanceSuite } from './conformance-suite.ts';
import { labelledResult } from './label-differences.ts';
import { runLogqlScript } from './logql-engine-run.ts';
import { EngineSystem } from './logql-engine-system.ts';
import { ThreadLogSystem } from './logql-engine-thread.ts';
import { InProcessSystem } from './promql-engine-in-process.ts';
import { runPromqlScript } from './promql-engine-run.ts';
import { ThreadSystem } from './promql-engine-thread.ts';
import type { ScriptFile } from './script-files.ts';

type Run = (suite: ConformanceSuite, script: ScriptFile) => Promise<readonly ConformanceResult[]>;

/** Prometheus's own suite drops names late since 3.0. */
const evaluationOf = (compat2: boolean) => ({ compat2, delayedNameRemoval: !compat2 });

/** Scripts that are run at the same time, each as other tenants. */
const PARALLEL = 4;

/** Runs suites, each script from an empty store. */
export async function runSuites(
  suites: readonly ConformanceSuite[],
  mode: ConformanceMode,
): Promise<readonly SuiteResults[]> {
  if (mode === 'engine') return runAll(suites, runOnEngine);
  const done: SuiteResults[] = [];
  for (const compat2 of [false, true]) {
    const own = suites.filter((suite) => suite.compat2 === compat2);
    if (own.length === 0) continue;
    const asker = await openStores(own, mode, compat2);
    try {
      const results = await runAll(own, runOn(asker));
      done.push(...(mode === 'labels' ? results.map(labelled) : results));
    } finally {
      await asker.stop();
    }
  }
  return done;
}

const labelled = ({ suite, results }: SuiteResults): SuiteResults => ({
  suite,
  results: results.map(labelledResult),
});

function openStores(
  suites: readonly ConformanceSuite[],
  mode: Exclude<ConformanceMode, 'engine'>,
  compat2: boolean,
): Promise<EmbeddedAsker> {
  const forTests = { evaluation: evaluationOf(compat2), addsLabels: false };
  if (mode === 'thread') return startEmbeddedAsker(forTests);
  const tenants = suites.flatMap((suite) =>
    suite.scripts.flatMap((script) => tenantsOf(suite, script)),
  );
  return startConformanceService({ forTests, tenants, isLabelled: mode === 'labels' });
}

const runOnEngine: Run = ({ language, compat2 }, { name, text }) =>
  language === 'logql'
    ? runLogqlScript(name, text, new EngineSystem())
    : runPromqlScript(name, text, new InProcessSystem(evaluationOf(compat2)));

const runOn =
  (asker: EmbeddedAsker): Run =>
  (suite, script) => {
    const tenants = tenantsOf(suite, script);
    const { name, text } = script;
    return suite.language === 'logql'
      ? runLogqlScript(name, text, new ThreadLogSystem(asker, tenants))
      : runPromqlScript(name, text, new ThreadSystem(asker, tenants));
  };

/** One for the script, and one more for each time that it clears its store. */
function tenantsOf(suite: ConformanceSuite, { name, text }: ScriptFile): readonly string[] {
  const clears = text.match(/^[ \t]*clear\b/gim)?.length ?? 0;
  const place = suite.scripts.findIndex((script) => script.name === name);
  const word = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30);
  return Array.from({ length: clears + 1 }, (_, i) => `${suite.name}-${place}-${word}-${i}`);
}

async function runAll(
  suites: readonly ConformanceSuite[],
  run: Run,
): Promise<readonly SuiteResults[]> {
  const waiting = suites.flatMap((suite) => suite.scripts.map((script) => ({ suite, script })));
  const found = new Map<ScriptFile, readonly ConformanceResult[]>();
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      found.set(next.script, await run(next.suite, next.script));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return suites.map(({ name, scripts }) => ({
    suite: name,
    results: scripts.flatMap((script) => found.get(script) ?? []),
  }));
}
