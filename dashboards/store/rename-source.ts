import { isRecord } from '../import/read-json.ts';
import { withoutMark } from './judge-source.ts';

/**
 * The text of a dashboard under another uid, and another title where one is given. Everything else stays
 * as it was written, to the character: numbers that no program can hold, escapes, blanks.
 * @param source a text that `judgeSource` keeps
 */
export function renameSource(source: string, uid: string, title: string | null): string {
  const text = withoutMark(source);
  const mark = source.slice(0, source.length - text.length);
  const given: unknown = JSON.parse(text);
  if (!isRecord(given)) throw new TypeError('a dashboard that was kept is an object');
  const named = setMember(text, placeOf(given, 'uid'), uid);
  return mark + (title === null ? named : setMember(named, placeOf(given, 'title'), title));
}

type Place = readonly [string] | readonly [string, string];

/** Where the three forms that `importDashboard` reads say it. */
function placeOf(given: Readonly<Record<string, unknown>>, what: 'uid' | 'title'): Place {
  if (isRecord(given.spec) && (given.kind === 'Dashboard' || 'apiVersion' in given))
    return what === 'uid' ? ['metadata', 'name'] : ['spec', 'title'];
  if (isRecord(given.dashboard) && !Array.isArray(given.panels)) return ['dashboard', what];
  return [what];
}

/** Where a value stands in a text: from `start`, before `end`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** The valid JSON text of an object with a member set; of equal names the last counts, all are set. */
function setMember(object: string, [name, below]: Place, value: string): string {
  const spans = membersOf(object, name);
  if (spans.length === 0) {
    const written = JSON.stringify(below === undefined ? value : { [below]: value });
    const open = object.indexOf('{') + 1;
    const more = /^\s*\}/.test(object.slice(open)) ? '' : ',';
    return `${object.slice(0, open)}${JSON.stringify(name)}:${written}${more}${object.slice(open)}`;
  }
  return spans.reduceRight((text, { start, end }) => {
    const before = text.slice(start, end);
    const written =
      below === undefined
        ? JSON.stringify(value)
        : before.startsWith('{')
          ? setMember(before, [below], value)
          : JSON.stringify({ [below]: value });
    return text.slice(0, start) + written + text.slice(end);
  }, object);
}

/** The values of the members of this name, in order. */
function membersOf(object: string, name: string): readonly Span[] {
  const found: Span[] = [];
  let at = skipBlanks(object, object.indexOf('{') + 1);
  while (object[at] === '"') {
    const keyEnd = endOfString(object, at);
    const key: unknown = JSON.parse(object.slice(at, keyEnd));
    const start = skipBlanks(object, skipBlanks(object, keyEnd) + 1);
    const end = endOfValue(object, start);
    if (key === name) found.push({ start, end });
    const next = skipBlanks(object, end);
    if (object[next] !== ',') break;
    at = skipBlanks(object, next + 1);
  }
  return found;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  return at;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOfValue(text: string, from: number): number {
  const first = text.charAt(from);
  if (first === '"') return endOfString(text, from);
  if (first !== '{' && first !== '[') return endOfScalar(text, from);
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') at = endOfString(text, at) - 1;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function endOfScalar(text: string, from: number): number {
  let at = from;
  while (at < text.length && !', \t\r\n}]'.includes(text.charAt(at))) at += 1;
  return at;
}
