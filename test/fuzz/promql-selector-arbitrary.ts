import fc from 'fast-check';
import type { Dialect, Vocabulary } from './promql-arbitrary.ts';

/** Generators of names and values as they are written in a query. */
export interface Names {
  /** A metric name that can stand outside braces. */
  readonly bareMetric: fc.Arbitrary<string>;
  /** A metric name in quotes, to stand inside braces; `null` where the dialect has none. */
  readonly quotedMetric: fc.Arbitrary<string> | null;
  /** A label name inside braces, bare or quoted. */
  readonly label: fc.Arbitrary<string>;
  /** A label name in `by`, `on` and the like. */
  readonly groupingLabel: fc.Arbitrary<string>;
  /** A value in one of the quoting styles. */
  readonly value: fc.Arbitrary<string>;
  /** A regular expression in one of the quoting styles. */
  readonly pattern: fc.Arbitrary<string>;
}

const BARE_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const BARE_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Words that Prometheus does not take as a metric name outside braces. */
const NO_METRIC = /^(?:bool|on|ignoring|group_left|group_right|atan2|inf|nan)$/i;
const NO_GROUPING_LABEL = /^(?:without|inf|nan)$/i;

export function namesOf(vocabulary: Vocabulary, dialect: Dialect): Names {
  const { metrics, labels, values } = vocabulary;
  const isBare = (name: string): boolean => BARE_METRIC.test(name) && !NO_METRIC.test(name);
  const bareLabels = fc.constantFrom(...labels.filter((name) => BARE_LABEL.test(name)));
  const quotedLabel = quoted(fc.constantFrom(...labels));
  const grouping = labels.filter((n) => BARE_LABEL.test(n) && !NO_GROUPING_LABEL.test(n));
  const isNew = dialect === '3.x';
  const patterns = ['.*', '.+', 'a|b', 'x.*', '', '(a|b)c?', '[^#}"]+', '\\d+', '\\.', '(?i:A)'];
  return {
    bareMetric: fc.constantFrom(...metrics.filter(isBare)),
    quotedMetric: isNew ? quoted(fc.constantFrom(...metrics)) : null,
    label: isNew ? fc.oneof(bareLabels, quotedLabel) : bareLabels,
    groupingLabel: isNew
      ? fc.oneof(fc.constantFrom(...grouping), quotedLabel)
      : fc.constantFrom(...grouping),
    value: quoted(fc.constantFrom(...values)),
    pattern: quoted(fc.constantFrom(...patterns)),
  };
}

/** A text in double quotes, single quotes or backticks, some characters escaped without need. */
function quoted(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, fc.constantFrom('"', "'", '`'), fc.nat({ max: 5 })).map(quote);
}

function quote([text, mark, style]: [string, string, number]): string {
  // A raw text that ends in a backslash is legal, but enforcement refuses it as ambiguous.
  if (mark === '`' && !text.includes('`') && !text.endsWith('\\')) return `\`${text}\``;
  const delimiter = mark === '`' ? '"' : mark;
  const chars = Array.from(text, (char, i) => {
    if (char === '\n') return style % 2 === 0 ? '\\n' : '\\012';
    if (char === '\\' || char === delimiter) return `\\${char}`;
    return style === i + 1 ? needlessEscape(char, style) : char;
  });
  return delimiter + chars.join('') + delimiter;
}

function needlessEscape(char: string, style: number): string {
  const code = char.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\U${code.toString(16).padStart(8, '0')}`;
  if (code >= 0x80 || style % 2 === 0) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\x${code.toString(16).padStart(2, '0')}`;
}

/** A selector Prometheus accepts: it names a metric, or one matcher refuses the empty text. */
export function selector(names: Names): fc.Arbitrary<readonly string[]> {
  const matcher = fc.oneof(
    fc.tuple(names.label, fc.constantFrom('=', '!='), names.value),
    fc.tuple(names.label, fc.constantFrom('=~', '!~'), names.pattern),
  );
  const matchers = fc.array(matcher, { maxLength: 3 });
  const trailing = fc.boolean();
  const named = fc
    .tuple(names.bareMetric, fc.option(fc.tuple(matchers, trailing), { nil: null }))
    .map(([name, rest]) => (rest === null ? [name] : [name, ...braces(rest[0], rest[1])]));
  const first = fc.constantFrom<Part>(
    ['ns', '!=', '""'],
    ['job', '=~', "'.+'"],
    ['__name__', '=~', '`.+`'],
    ['job', '=', '"a"'],
  );
  const quotedName = names.quotedMetric?.map((name): Part => [name]) ?? first;
  const nameless = fc
    .tuple(fc.oneof(first, quotedName), matchers, trailing, fc.nat({ max: 3 }))
    .map(([needed, more, comma, at]) => {
      const parts: Part[] = [...more];
      parts.splice(Math.min(at, more.length), 0, needed);
      return braces(parts, comma);
    });
  return fc.oneof({ arbitrary: named, weight: 3 }, { arbitrary: nameless, weight: 2 });
}

type Part = readonly string[];

function braces(parts: readonly Part[], trailing: boolean): readonly string[] {
  const inner = parts.flatMap((part, i) => (i === 0 ? part : [',', ...part]));
  return ['{', ...inner, ...(trailing && parts.length > 0 ? [','] : []), '}'];
}
