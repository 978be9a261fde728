import fc from 'fast-check';

/** The pieces of a query, between which anything may stand that separates. */
export type Tokens = readonly string[];

/** With commas between the items. */
export function listed(items: readonly Tokens[]): Tokens {
  return items.flatMap((item, i) => (i === 0 ? item : [',', ...item]));
}

const NAMES = ['a', 'ns', 'level', 'x1', '_', '__error__', '__proto__', 'of', 'variants', 'NS'];
/** Functions' names, which are mere names where no parenthesis follows. */
const FUNCTION_NAMES = ['rate', 'sum', 'ip', 'bytes', 'duration', 'vector', 'label_replace'];
const KEYWORDS = ['json', 'on', 'by', 'or', 'and', 'unwrap', 'offset', 'bool', 'drop', 'logfmt'];

/** A label name outside braces. */
export function labelName(): fc.Arbitrary<string> {
  return fc.constantFrom(...NAMES);
}

/** A label name where an operator, never a parenthesis, follows. */
export function filteredName(): fc.Arbitrary<string> {
  return fc.constantFrom(...NAMES, ...FUNCTION_NAMES);
}

/** A label name inside the braces of a selector. */
export function selectorName(): fc.Arbitrary<string> {
  return fc.constantFrom(...NAMES, ...FUNCTION_NAMES, ...KEYWORDS);
}

const VALUES = [
  ...[
    '',
    'a',
    'x|y',
    '{ns="z"}',
    '"',
    "'",
    '`',
    '\\',
    '#',
    '//',
    '/*',
    '*/',
    '\n',
    '\r\n',
    '}',
    '{',
  ],
  ...['é😀', 'a.b', '(', '[5m]', '<_>', '\t', '| json', '--strict'],
];
const PATTERNS = [
  ...['.*', '.+', 'a|b', 'x.*', '', '(a|b)c?', '[^#}"]+', '\\d+', '\\.', '(?i:A)', 'a{2,3}', '^x$'],
];

/** Any text as a string literal. */
export function value(): fc.Arbitrary<string> {
  return quoted(fc.constantFrom(...VALUES));
}

/** A regular expression as a string literal. */
export function pattern(): fc.Arbitrary<string> {
  return quoted(fc.constantFrom(...PATTERNS));
}

/** A text in double quotes or backticks, some characters escaped without need. */
export function quoted(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, fc.constantFrom('"', '`'), fc.nat({ max: 5 })).map(quote);
}

function quote([text, mark, style]: [string, string, number]): string {
  // A backslash before the closing backtick is legal, but refused: see ambiguous-text.ts.
  if (mark === '`' && !/[`\r]|\\$/.test(text)) return `\`${text}\``;
  const chars = Array.from(text, (char, i) => {
    if (char === '\n') return style % 2 === 0 ? '\\n' : '\\012';
    if (char === '\r') return '\\r';
    if (char === '\\' || char === '"') return `\\${char}`;
    // With a backtick next to it, an escape would look like one inside a raw string.
    const mayEscape = style === i + 1 && !text.includes('`');
    return mayEscape ? needlessEscape(char, style) : char;
  });
  const literal = `"${chars.join('')}"`;
  return literal.includes('\\`') ? literal.replaceAll('`', '\\x60') : literal;
}

function needlessEscape(char: string, style: number): string {
  const code = char.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\U${code.toString(16).padStart(8, '0')}`;
  if (code >= 0x80 || style % 2 === 0) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\x${code.toString(16).padStart(2, '0')}`;
}
