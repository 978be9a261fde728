import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRepository } from '../support/repository.ts';
import { requiresThat } from '../support/requires.ts';
import type { ConformanceResult } from './conformance-result.ts';
import { InProcessSystem } from './promql-engine-in-process.ts';
import { runPromqlScripts } from './promql-engine-run.ts';

const upstream = (version: string): string =>
  inRepository('..', 'shared', 'corpora', 'promql', version);

function failuresOf(results: readonly ConformanceResult[]): readonly string[] {
  return results
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ file, line, name, message }) => `${file}:${line} ${name}: ${message}`);
}

function countOf(results: readonly ConformanceResult[], outcome: string): number {
  return results.filter((result) => result.outcome === outcome).length;
}

const compat = upstream('v2.42.0');
requiresThat(existsSync(compat), 'the scripts of Prometheus 2.42')('PromQL as 2.42 has it', () => {
  it('passes every evaluation of its scripts', async () => {
    const system = new InProcessSystem({ compat2: true, delayedNameRemoval: false });
    const results = await runPromqlScripts(compat, system);
    expect(failuresOf(results)).toEqual([]);
    expect(countOf(results, 'passed')).toBe(566);
  });
});

const current = upstream('v3.0.0');
requiresThat(existsSync(current), 'the scripts of Prometheus 3.0')('PromQL as 3.0 has it', () => {
  it('passes every evaluation of its scripts that needs no native histograms', async () => {
    const system = new InProcessSystem({ compat2: false, delayedNameRemoval: true });
    const results = await runPromqlScripts(current, system);
    expect(failuresOf(results)).toEqual([]);
    expect(results).toHaveLength(1049);
    const others = results.filter(({ file }) => file !== 'native_histograms.test');
    expect(countOf(others, 'unsupported')).toBeLessThan(60);
  });
});

it('passes every evaluation of its own scripts', async () => {
  for (const delayedNameRemoval of [false, true]) {
    const system = new InProcessSystem({ compat2: false, delayedNameRemoval });
    const results = await runPromqlScripts(inRepository('test/conformance/promql/engine'), system);
    expect(failuresOf(results)).toEqual([]);
    expect(countOf(results, 'passed')).toBe(results.length);
    expect(results.length).toBeGreaterThan(150);
  }
});
