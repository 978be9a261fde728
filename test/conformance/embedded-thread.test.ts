import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedAsker, startEmbeddedAsker } from '../support/embedded-asker.ts';
import { inRepository } from '../support/repository.ts';
import { runLogqlScripts } from './logql-engine-run.ts';
import { ThreadLogSystem } from './logql-engine-thread.ts';
import { runPromqlScripts } from './promql-engine-run.ts';
import { ThreadSystem } from './promql-engine-thread.ts';

interface Outcome {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly outcome: string;
  readonly message: string;
}

const failuresOf = (outcomes: readonly Outcome[]) =>
  outcomes
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ file, line, name, message }) => `${file}:${line} ${name}\n  ${message}`);

/** The corpora of others run the same way with `npm run conformance -- --http`. */
describe('the embedded stores behind their thread, pushed to and asked as over HTTP', () => {
  let asker: EmbeddedAsker;

  beforeAll(async () => {
    asker = await startEmbeddedAsker({ evaluation: {}, addsLabels: false });
  });
  afterAll(() => asker?.stop());

  it('answers the scripts of PromQL', async () => {
    const folder = inRepository('test/conformance/promql/engine');
    const outcomes = await runPromqlScripts(folder, new ThreadSystem(asker));
    expect(failuresOf(outcomes)).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(150);
  });

  it('answers the scripts of LogQL', async () => {
    const folder = inRepository('test/conformance/logql/engine');
    const outcomes = await runLogqlScripts(folder, new ThreadLogSystem(asker));
    expect(failuresOf(outcomes)).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(800);
  });
});
