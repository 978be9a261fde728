/**
 * A second opinion on where a PromQL text selects series, sharing no code with the parser: it knows
 * strings, comments, brackets and braces, and tells operands from operators by what stood before.
 * For tests only; it takes valid queries and does not judge them.
 */
export interface ScannedSelector {
  /** The word before the braces, or ''. */
  readonly name: string;
  /** What stands between the braces; `null` where there are none. */
  readonly braces: string | null;
}

const LIST_WORDS = /^(?:by|without|on|ignoring|group_left|group_right)$/i;
const AFTER_OPERATOR = /^(?:bool|on|ignoring|group_left|group_right)$/i;
const FILL = /^fill(?:_left|_right)?$/i;
const INFIX = /^(?:and|or|unless|atan2)$/i;
const NUMBER_WORD = /^(?:inf|nan)$/i;
const GAP = /^(?:[ \t\r\n]|#[^\r\n]*)+/;
const WORD = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const NUMBER = /^(?:0[xX][0-9a-fA-F_]+|[0-9.][0-9a-z_.]*(?:[eE][+-]?[0-9]+)?)/;

export function scanSelectors(text: string): readonly ScannedSelector[] {
  const found: ScannedSelector[] = [];
  let rest = skip(text, GAP);
  /** Does an operand end here, so that what follows is an operator or a modifier? */
  let operandBefore = false;
  let operatorBefore = false;
  while (rest !== '') {
    const char = rest.charAt(0);
    const word = WORD.exec(rest)?.[0] ?? '';
    const wasOperator: boolean = operatorBefore;
    operatorBefore = false;
    if (word !== '') {
      rest = skip(rest.slice(word.length), GAP);
      const next = rest.charAt(0);
      const isModifier = AFTER_OPERATOR.test(word) || (next === '(' && FILL.test(word));
      if (operandBefore || (wasOperator && isModifier)) {
        rest = afterKeyword(word, rest);
        operandBefore = /^(?:by|without|anchored|smoothed|offset)$/i.test(word);
        operatorBefore = INFIX.test(word) || (wasOperator && isModifier);
        continue;
      }
      operandBefore = true;
      if (next === '(') operandBefore = false;
      else if (/^(?:by|without)\b/i.test(rest) && AGGREGATION.test(word)) {
        rest = skipList(skip(rest.slice(WORD.exec(rest)?.[0].length ?? 0), GAP));
        operandBefore = false;
      } else if (next === '{') {
        const end = closingBrace(rest);
        found.push({ name: word, braces: rest.slice(1, end) });
        rest = rest.slice(end + 1);
      } else if (!NUMBER_WORD.test(word)) found.push({ name: word, braces: null });
    } else if (char === '{') {
      const end = closingBrace(rest);
      found.push({ name: '', braces: rest.slice(1, end) });
      rest = rest.slice(end + 1);
      operandBefore = true;
    } else if (char === '"' || char === "'" || char === '`') {
      rest = rest.slice(stringEnd(rest));
      operandBefore = true;
    } else if (char === '[') {
      rest = rest.slice(rest.indexOf(']') + 1);
      operandBefore = true;
    } else if (char === '@') {
      rest = skip(skip(rest.slice(1), GAP), /^[-+]/);
      rest = skip(rest, GAP);
      const call = /^(?:start|end)/i.exec(rest)?.[0];
      rest = call === undefined ? skip(rest, NUMBER) : skipList(skip(rest.slice(call.length), GAP));
      operandBefore = true;
    } else if (/[0-9.]/.test(char)) {
      rest = skip(rest, NUMBER);
      operandBefore = true;
    } else {
      rest = rest.slice(1);
      operandBefore = char === ')';
      operatorBefore = '+-*/%^=<>!'.includes(char);
    }
    rest = skip(rest, GAP);
  }
  return found;
}

const AGGREGATION =
  /^(?:sum|avg|count|min|max|group|stddev|stdvar|topk|bottomk|count_values|quantile|limitk|limit_ratio)$/i;

function skip(text: string, pattern: RegExp): string {
  return text.slice(pattern.exec(text)?.[0].length ?? 0);
}

/** Past what belongs to a keyword after an operand or operator: a label list, a duration, a value. */
function afterKeyword(word: string, rest: string): string {
  if (LIST_WORDS.test(word)) return rest.startsWith('(') ? skip(skipList(rest), GAP) : rest;
  if (/^fill/i.test(word)) return skip(skipList(rest), GAP);
  if (!/^offset$/i.test(word)) return rest;
  let at = skip(skip(rest, /^[-+]/), GAP);
  at = skip(skip(at, /^(?:step|range|min_of|max_of)/i), GAP);
  at = at.startsWith('(') ? skipList(at) : skip(at, NUMBER);
  return skip(at, GAP);
}

/** Past a parenthesised list, strings in it included. */
function skipList(text: string): string {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return text.slice(i + 1);
    else if (char === '#') i += /^[^\r\n]*/.exec(text.slice(i))?.[0].length ?? 0;
    else if (char === '"' || char === "'" || char === '`') i += stringEnd(text.slice(i)) - 1;
  }
  return '';
}

/** Offset of the brace that closes the one at 0. */
function closingBrace(text: string): number {
  for (let i = 1; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '}') return i;
    if (char === '#') i += /^[^\r\n]*/.exec(text.slice(i))?.[0].length ?? 0;
    else if (char === '"' || char === "'" || char === '`') i += stringEnd(text.slice(i)) - 1;
  }
  return text.length;
}

/** Just after the literal that begins at 0. */
function stringEnd(text: string): number {
  const quote = text.charAt(0);
  for (let i = 1; i < text.length; i++) {
    if (text.charAt(i) === '\\' && quote !== '`') i++;
    else if (text.charAt(i) === quote) return i + 1;
  }
  return text.length;
}
