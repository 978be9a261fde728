import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runLogqlScripts } from './logql-engine-run.ts';

const dir = fileURLToPath(new URL('logql/engine', import.meta.url));
const outcomes = await runLogqlScripts(dir);
const files = [...new Set(outcomes.map(({ file }) => file))];

describe.each(files)('%s', (file) => {
  const own = outcomes.filter((outcome) => outcome.file === file);

  it(`answers as expected (${own.length} evaluations)`, () => {
    const failed = own.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ line, name, message }) => `${line}: ${name}\n  ${message}`)).toEqual([]);
  });
});
