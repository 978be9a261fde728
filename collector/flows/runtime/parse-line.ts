import { isJsonObject } from '../../../platform/kubernetes/objects/json-object.ts';
import { parseJson } from '../../../platform/model/parse-json.ts';
import type { ParseFields } from '../filters/filter-fields.ts';
import { type FlowPattern, flowPattern } from './flow-pattern.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a text; null when it is not of that form. */
export type ParseLine = (text: string) => Fields | null;

/** Parsers that the built-in collector has. */
export const EMBEDDED_PARSERS: ReadonlySet<string> = new Set([
  'json',
  'logfmt',
  'regexp',
  'nginx',
  'multi_format',
  'none',
]);

const NGINX =
  '^(?P<remote>[^ ]*) (?P<host>[^ ]*) (?P<user>[^ ]*) \\[(?P<time>[^\\]]*)\\] "(?P<method>\\S+)(?: +(?P<path>[^"]*?)(?: +\\S*)?)?" (?P<code>[^ ]*) (?P<size>[^ ]*)(?: "(?P<referer>[^"]*)" "(?P<agent>[^"]*)")?';

/** @throws Error for what `checkFlow` refuses for the built-in collector */
export function parserOf(parse: ParseFields): ParseLine {
  if (parse.type !== 'multi_format') return single(parse.type, parse.expression);
  const all = (parse.patterns ?? []).map(({ format, expression }) => single(format, expression));
  return (text) => {
    for (const one of all) {
      const fields = one(text);
      if (fields !== null) return fields;
    }
    return null;
  };
}

function single(type: string, expression: string | undefined): ParseLine {
  switch (type) {
    case 'json':
      return (text) => {
        const value = parseJson(text);
        return isJsonObject(value) ? value : null;
      };
    case 'logfmt':
      return parseLogfmt;
    case 'regexp':
      return byPattern(flowPattern(expression ?? ''));
    case 'nginx':
      return byPattern(flowPattern(NGINX));
    case 'none':
      return (text) => ({ message: text });
    default:
      throw new TypeError(`the built-in collector has no parser ${type}`);
  }
}

function byPattern(pattern: FlowPattern): ParseLine {
  return (text) => pattern.groupsIn(text);
}

const MAX_PAIRS = 200;

/** `a=1 b="two words"`, in one pass over the text. */
function parseLogfmt(text: string): Fields | null {
  const fields: Record<string, unknown> = Object.create(null);
  let count = 0;
  let at = 0;
  while (at < text.length && count < MAX_PAIRS) {
    const end = wordEnd(text, at);
    if (end === at) {
      at += 1;
      continue;
    }
    const name = text.slice(at, end);
    at = end;
    if (text[at] !== '=') continue;
    const value = valueAt(text, at + 1);
    fields[name] = value.text;
    count += 1;
    at = value.end;
  }
  return count === 0 ? null : fields;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isBlank(text[at]) && text[at] !== '=' && text[at] !== '"') at += 1;
  return at;
}

function valueAt(text: string, from: number): { readonly text: string; readonly end: number } {
  let at = from;
  if (text[from] !== '"') {
    while (at < text.length && !isBlank(text[at])) at += 1;
    return { text: text.slice(from, at), end: at };
  }
  for (at = from + 1; at < text.length && text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1;
  const quoted = text.slice(from, at + 1);
  const read = parseJson(quoted);
  return { text: typeof read === 'string' ? read : quoted, end: at + 1 };
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}
