import { describe, expect, it } from 'vitest';
import { runLogqlScript } from './logql-engine-run.ts';
import { EngineSystem } from './logql-engine-system.ts';

const LOAD =
  'load\n  {tenant="a"} "n={{.i}}" @ 10s [repeat every 10s for 3]\n  {tenant="b"} `x#y` @ 5s\n';

async function messagesOf(script: string): Promise<readonly string[]> {
  const outcomes = await runLogqlScript('x.test', LOAD + script, new EngineSystem());
  return outcomes.map(
    ({ outcome, line, message }) => `${line} ${outcome} ${message.split('\n')[0]}`,
  );
}

/** The runner itself: what it must not let pass. */
describe('runScript', () => {
  it.each([
    ['eval instant at 30s vector(1)\n  {} 1', ['4 passed ']],
    ['eval instant at 30s vector(1)\n  {} 2', ['4 failed {}: expected 2, got 1']],
    ['eval instant at 30s vector(1)\n  {a="b"} 1', ['4 failed expected series {a="b"}, got {}']],
    ['eval instant at 30s vector(1)\n', ['4 failed nothing is expected']],
    ['eval instant at 30s vector(1)\n  expect empty', ['4 failed expected nothing, got {} 1']],
    ['eval instant at 30s vector(1)\n  expect fail', ['4 failed expected a failure, got {} 1']],
    [
      'eval instant at 30s nonsense\n  expect fail msg: no such text',
      [
        '4 failed expected a failure with no such text, got parse error at line 1, col 1: syntax error: unexpected IDENTIFIER',
      ],
    ],
    ['eval instant at 30s 1 + 1\n  2 # a comment', ['4 passed ']],
    [
      'eval range from 0 to 30s step 10s sum(count_over_time({tenant="a"}[10s]))\n  {} _ 1x2',
      ['4 passed '],
    ],
    [
      'eval range from 0 to 30s step 10s sum(count_over_time({tenant="a"}[10s]))\n  {} 1x3',
      ['4 failed {}: expected points 1 1 1 1, got _ 1 1 1'],
    ],
    ['eval logs from 0 to 9s {tenant="b"}\n  {tenant="b"} `x#y` @ 5s', ['4 passed ']],
    ['eval logs from 0 to 9s {tenant="b"}\n  {tenant="b"} "x" @ 5s', ['4 failed expected lines:']],
    [
      'clear\neval instant at 30s sum(count_over_time({tenant="a"}[1m]))\n  expect empty',
      ['5 passed '],
    ],
    [
      'eval instant at 30s sort(count_over_time({tenant=~".+"}[1m]))\n  expect ordered\n  {tenant="a"} 3\n  {tenant="b"} 1',
      ['4 failed expected series {tenant="a"} {tenant="b"}, got {tenant="b"} {tenant="a"}'],
    ],
    [
      'eval logs from 0 to 9s {tenant="b"} | line_format "{{ upper .x }}"\n  expect empty',
      ['4 failed expected nothing, got 1 lines'],
    ],
    ['eval instant at 30s sum(vector(3))\n  3', ['4 passed ']],
    [
      'eval instant at 30s vector(3)\n  skip values-comparison on "x"\n  {} 4',
      ['4 failed {}: expected 4, got 3'],
    ],
    ['eval instant at 30s vector(3)\n  skip values-comparison on "x"', ['4 passed ']],
    [
      'evaluate this\neval instant at 1s vector(1)\n  {} 1\nload\n  {a="b"} nothing @ 1s',
      [
        '4 failed unknown command: evaluate this',
        '5 passed ',
        '7 failed no line in quotes before @: {a="b"} nothing @ 1s',
      ],
    ],
    [
      'eval instant at 1s vector(1)\n  expect nothing',
      ['4 failed unknown expectation: expect nothing'],
    ],
    ['eval instant at soon vector(1)\n  {} 1', ['4 failed no duration: soon']],
    ['eval instant at 1s vector(1)\n  {}', ['4 failed neither values nor a line: {}']],
  ])('%s', async (script, expected) => {
    expect(await messagesOf(script)).toEqual(expected);
  });
});
