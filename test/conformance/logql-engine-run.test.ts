import { describe, expect, it } from 'vitest';
import { runScript } from './logql-engine-run.ts';
import { EngineSystem } from './logql-engine-system.ts';

const LOAD =
  'load\n  {tenant="a"} "n={{.i}}" @ 10s [repeat every 10s for 3]\n  {tenant="b"} `x#y` @ 5s\n';

async function messagesOf(script: string): Promise<readonly string[]> {
  const outcomes = await runScript('x.test', LOAD + script, new EngineSystem());
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
    ['evaluate this', ['1 failed Error: line 4: unknown command: evaluate this']],
  ])('%s', async (script, expected) => {
    expect(await messagesOf(script)).toEqual(expected);
  });
});
