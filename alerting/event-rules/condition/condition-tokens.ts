/** A word of a condition; `at` is its offset. */
export interface ConditionToken {
  readonly kind: 'path' | 'text' | 'number' | 'sign' | 'end';
  /** Of a text its value, of everything else as it is written. */
  readonly text: string;
  readonly at: number;
}

/** What is wrong with a condition, and where. */
export class ConditionError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const SPACE = /\s+/y;
const SIGN = /==|=|!=|<>|<=|>=|<|>|\(|\)|,|!/y;
const NUMBER = /-?\d+(?:\.\d+)?(?![\w.])/y;
const PATH = /[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[(?:-?\d*:-?\d*|-?\d+|\*|"[^"\]]*")\])*/y;
const TEXT = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y;

/** The words of a condition. @throws ConditionError for what is none */
export function conditionTokens(text: string): readonly ConditionToken[] {
  const tokens: ConditionToken[] = [];
  let at = 0;
  const read = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  while (at < text.length) {
    const space = read(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const token = wordAt(read, at);
    if (token === null) throw new ConditionError(`unexpected ${text.slice(at, at + 10)}`, at);
    tokens.push(token.token);
    at += token.length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
}

function wordAt(
  read: (pattern: RegExp) => string | null,
  at: number,
): { readonly token: ConditionToken; readonly length: number } | null {
  const quoted = read(TEXT);
  if (quoted !== null) {
    const text = quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1');
    return { token: { kind: 'text', text, at }, length: quoted.length };
  }
  for (const [kind, pattern] of [
    ['number', NUMBER],
    ['sign', SIGN],
    ['path', PATH],
  ] as const) {
    const text = read(pattern);
    if (text !== null) return { token: { kind, text, at }, length: text.length };
  }
  return null;
}
