import { describe, expect, it } from 'vitest';
import { hasText, markLine, needlesOf, textNeedle } from './highlight.ts';

const marked = (line: string, query: string) =>
  markLine(line, needlesOf(query)).map(({ text, isMarked }) => (isMarked ? `[${text}]` : text));

describe('what was searched for', () => {
  it.each([
    ['a text', 'an error is an error', '{a="b"} |= "error"', 'an [error] is an [error]'],
    ['its case counts', 'Error error', '{a="b"} |= "error"', 'Error [error]'],
    ['Chinese', '订单支付失败：余额不足', '{a="b"} |= "支付失败"', '订单[支付失败]：余额不足'],
    ['mixed', '用户 user-7 登录 failed', '{a="b"} |= "user-7 登录"', '用户 [user-7 登录] failed'],
    ['beyond the basic plane', 'a𠮷b𠮷', '{a="b"} |= "𠮷"', 'a[𠮷]b[𠮷]'],
    ['a pattern', 'took 15ms, 7ms', '{a="b"} |~ "[0-9]+ms"', 'took [15ms], [7ms]'],
    [
      'a pattern in Chinese',
      '第3次重试，第10次重试',
      '{a="b"} |~ "第\\\\d+次"',
      '[第3次]重试，[第10次]重试',
    ],
    ['a pattern in any case', 'ERROR error', '{a="b"} |~ "(?i)error"', '[ERROR] [error]'],
    ['alternatives', 'a b c', '{a="b"} |= "a" or "c"', '[a] b [c]'],
    ['a shape', 'u7 支付失败 order-1', '{a="b"} |> "<_> 支付失败 <_>"', 'u7 [支付失败] order-1'],
    ['overlaps are one', 'abcd', '{a="b"} |= "abc" |= "bcd"', '[abcd]'],
    ['what is left out marks nothing', 'an error', '{a="b"} != "error"', 'an error'],
    ['a pattern of nothing', 'abc', '{a="b"} |~ "x*"', 'abc'],
    ['an empty line', '', '{a="b"} |= "x"', ''],
  ])('%s', (_, line, query, expected) => {
    expect(marked(line, query).join('')).toBe(expected);
  });

  it('is found in any case by a person', () => {
    expect(markLine('Login LOGIN', [textNeedle('login')]).filter((p) => p.isMarked)).toHaveLength(
      2,
    );
    expect(markLine('İx login', [textNeedle('login')]).filter((p) => p.isMarked)).toHaveLength(1);
    expect([hasText('支付 Failed', 'failed'), hasText('支付', '登录'), hasText('x', '')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('leaves the line whole', () => {
    const line = `错误${'x'.repeat(30_000)}错误`;
    const pieces = markLine(line, needlesOf('{a="b"} |= "错误"'));
    expect(pieces.map(({ text }) => text).join('')).toBe(line);
    expect(pieces.map(({ at }) => at)).toEqual([0, 2]);
  });
});
