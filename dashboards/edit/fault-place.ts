const SPACE = /[ \t\r\n]*/y;
const SCALAR =
  /"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const NAME = /"(?:[^"\\\n\r\t]|\\.)*"[ \t\r\n]*:/y;

/** What may come next: a value, a name of a member, or what goes on after a value. */
type Expected = 'value' | 'name' | 'end';

/**
 * Where a text stops being JSON, in UTF-16 units; its length where it ends too early or is JSON.
 * Engines say it in words of their own, or not at all.
 */
export function faultPlace(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = skip(SPACE, text, 0) ?? 0;
  while (at < text.length) {
    const step = next(text, at, expected, open);
    if (step === null) return at;
    expected = step.expected;
    at = skip(SPACE, text, step.at) ?? step.at;
  }
  return text.length;
}

interface Next {
  readonly at: number;
  readonly expected: Expected;
}

/** One step further; null where nothing fits. `open` is what is not closed yet. */
function next(text: string, at: number, expected: Expected, open: ('{' | '[')[]): Next | null {
  const sign = text[at];
  const inside = open.at(-1);
  const closes = (sign === '}' && inside === '{') || (sign === ']' && inside === '[');
  const isEmpty = /[[{]\s*$/.test(text.slice(Math.max(0, at - 200), at));
  if (closes && (expected === 'end' || isEmpty)) {
    open.pop();
    return { at: at + 1, expected: 'end' };
  }
  if (expected === 'end') {
    if (sign !== ',' || inside === undefined) return null;
    return { at: at + 1, expected: inside === '{' ? 'name' : 'value' };
  }
  if (expected === 'name') {
    const end = skip(NAME, text, at);
    return end === null ? null : { at: end, expected: 'value' };
  }
  if (sign === '{' || sign === '[') {
    open.push(sign);
    return { at: at + 1, expected: sign === '{' ? 'name' : 'value' };
  }
  const end = skip(SCALAR, text, at);
  return end === null ? null : { at: end, expected: 'end' };
}

function skip(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
