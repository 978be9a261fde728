import { describe, expect, it } from 'vitest';
import { checkSizes } from '../../scripts/lib/check-sizes.mjs';
import { checkWords } from '../../scripts/lib/check-words.mjs';
import { parseSource } from '../../scripts/lib/source-tree.mjs';

const server = 'alerting/outbox/dispatch.ts';
const pure = 'queries/promql/parser.ts';

describe('the words', () => {
  it.each([
    ['the time of day', server, 'const at = Date.now();'],
    ['the time of day as a function', server, 'const clock = { nowMs: Date.now };'],
    ['a date of now', server, 'const at = new Date();'],
    ['an interval', server, 'setInterval(work, 1_000);'],
    ['any', server, 'const x: any = 1;'],
    ['an empty catch', server, 'try { work(); } catch { /* nothing */ }'],
    ['a silenced type error', server, ['// @ts', 'ignore\nwork(1);'].join('-')],
    ['a random number in a pure folder', pure, 'const x = Math.random();'],
    ['the environment in a pure folder', pure, 'const home = process.env.HOME;'],
  ])('refuse %s', (_name, path, text) => {
    expect(checkWords([parseSource(path, text)])).toHaveLength(1);
  });

  it.each([
    ['a date of an instant', server, 'const at = new Date(atMs);'],
    ['the time in platform/clock', 'platform/clock/system-clock.ts', 'const at = Date.now();'],
    ['the time in a test', 'alerting/outbox/dispatch.test.ts', 'const at = Date.now();'],
    ['words in a text', server, "const text = 'any Date.now() will do';"],
    ['a member called like a global', pure, 'const x = node.process.id;'],
  ])('allow %s', (_name, path, text) => {
    expect(checkWords([parseSource(path, text)])).toEqual([]);
  });
});

describe('the sizes', () => {
  const lines = (/** @type {number} */ count) => 'work();\n'.repeat(count);
  const faults = (/** @type {string} */ path, /** @type {string} */ text) =>
    checkSizes([parseSource(path, text)]).faults;

  it('allow a file of 400 lines and a function of 60', () => {
    expect(faults(server, lines(400))).toEqual([]);
    expect(faults(server, `function run() {\n${lines(58)}}\n`)).toEqual([]);
  });

  it('refuse one more of each, and name it', () => {
    expect(faults(server, lines(401))).toEqual([expect.stringContaining('401 lines')]);
    expect(faults(server, `function run() {\n${lines(59)}}\n`)).toEqual([
      expect.stringContaining('run: function of 61 lines'),
    ]);
  });

  it('leave tables of data and suites alone', () => {
    expect(faults('alerting/rules/templates/disks.ts', lines(500))).toEqual([]);
    expect(faults('a.test.ts', `describe('x', () => {\n${lines(100)}});\n`)).toEqual([]);
  });
});
