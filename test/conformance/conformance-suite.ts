import { existsSync } from 'node:fs';
import { inRepository } from '../support/repository.ts';
import type { ConformanceOptions } from './conformance-options.ts';
import { type ScriptFile, scriptFiles } from './script-files.ts';

/** Scripts that are run alike. */
export interface ConformanceSuite {
  readonly name: string;
  readonly language: 'promql' | 'logql';
  /** Whether PromQL is evaluated as Prometheus 2.42 does. */
  readonly compat2: boolean;
  readonly scripts: readonly ScriptFile[];
}

type Kind = Omit<ConformanceSuite, 'name' | 'scripts'>;

const PROMQL: Kind = { language: 'promql', compat2: false };
const COMPAT: Kind = { language: 'promql', compat2: true };
const LOGQL: Kind = { language: 'logql', compat2: false };

/**
 * The folders that were named; where none was, the scripts of Prometheus beside the checkout, as far as
 * they are there, and our own. @throws Error for a folder that cannot be read or holds no script
 */
export function suitesOf(options: ConformanceOptions): readonly ConformanceSuite[] {
  const { promql, promqlCompat, logql } = options;
  const named: readonly (readonly [string, Kind, string | null])[] = [
    ['promql', PROMQL, promql],
    ['promql-compat', COMPAT, promqlCompat],
    ['logql', LOGQL, logql],
  ];
  const suites = named.flatMap(([name, kind, folder]) =>
    folder === null ? [] : [suite(name, kind, folder)],
  );
  return suites.length > 0 ? suites : [...upstreamSuites(), ...ownSuites()];
}

function upstreamSuites(): readonly ConformanceSuite[] {
  const found: readonly (readonly [string, Kind, string])[] = [
    ['promql', PROMQL, 'v3.0.0'],
    ['promql-compat', COMPAT, 'v2.42.0'],
  ];
  return found.flatMap(([name, kind, version]) => {
    const folder = inRepository('..', 'shared', 'corpora', 'promql', version);
    if (existsSync(folder)) return [suite(name, kind, folder)];
    process.stdout.write(`${name}: not run, there is no ../shared/corpora/promql/${version}\n`);
    return [];
  });
}

/** This repository's own. */
export function ownSuites(): readonly ConformanceSuite[] {
  return [
    suite('promql-own', PROMQL, inRepository('test/conformance/promql/engine')),
    suite('logql-own', LOGQL, inRepository('test/conformance/logql/engine')),
  ];
}

function suite(name: string, kind: Kind, folder: string): ConformanceSuite {
  if (!existsSync(folder)) throw new Error(`${name}: there is no ${folder}`);
  const scripts = scriptFiles(folder);
  if (scripts.length === 0) throw new Error(`${name}: there is no script in ${folder}`);
  return { name, ...kind, scripts };
}
