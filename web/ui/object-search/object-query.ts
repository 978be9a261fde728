import { quoteGo } from '../../../queries/promql/go-quote.ts';
import { quoteRegex } from '../../../queries/promql/quote-regex.ts';
import { type Condition, readCondition } from './read-condition.ts';
import type { FieldName, SearchField, SearchKind } from './search-kind.ts';

/** What is filled in; a field that is missing asks nothing. */
export type SearchValues = Readonly<Partial<Record<FieldName, string>>>;

/** What a receiver writes for values of a label beyond its bound. */
const BEYOND = 'other';

/**
 * The form as LogQL. Labels narrow the streams; a value that the receiver may have written as `other`
 * is looked for in the object as well, so that nobody hides something by making many values first.
 *
 * @example objectQuery(EVENTS, { reason: 'BackOff', name: 'web-*' })
 *   // {job="kubernetes-events", reason=~"BackOff|other"} |= "\"reason\":\"BackOff\"" | name=~"web-.*"
 */
export function objectQuery(kind: SearchKind, values: SearchValues): string {
  const asked = kind.fields.flatMap((field): readonly Asked[] => {
    const condition = readCondition(values[field.name] ?? '', field.takesSeveral);
    return condition === undefined ? [] : [{ field, condition }];
  });
  const matchers = [kind.matcher, ...asked.flatMap(matcherOf)];
  const filters = [...asked.flatMap(lineFilterOf), ...asked.flatMap(metadataFilterOf)];
  return [`{${matchers.join(', ')}}`, ...filters].join(' ');
}

interface Asked {
  readonly field: SearchField;
  readonly condition: Condition;
}

function matcherOf({ field: { place }, condition: { isOut, patterns } }: Asked): readonly string[] {
  if (place.in !== 'label') return [];
  if (!isOut) {
    const wanted = [...patterns.map((pattern) => regexOf(pattern, ANY)), BEYOND].join('|');
    return [`${place.label}=~${quoteGo(wanted)}`];
  }
  const [only, ...more] = patterns;
  if (only !== undefined && more.length === 0 && !only.includes('*')) {
    return [`${place.label}!=${quoteGo(only)}`];
  }
  const unwanted = patterns.map((pattern) => regexOf(pattern, ANY)).join('|');
  return [`${place.label}!~${quoteGo(unwanted)}`];
}

/** Lines are the objects as JSON without blanks, so a member and its value stand side by side. */
function lineFilterOf({ field: { place }, condition }: Asked): readonly string[] {
  const { isOut, patterns } = condition;
  if (place.in === 'line') {
    const [said = ''] = patterns;
    return [`${isOut ? '!~' : '|~'} ${quoteGo(`(?i)${regexOf(inJson(said), '.*')}`)}`];
  }
  if (place.in !== 'label' || isOut) return [];
  const [only, ...more] = patterns;
  const key = `${JSON.stringify(place.member)}:`;
  if (only !== undefined && more.length === 0 && !only.includes('*')) {
    return [`|= ${quoteGo(`${key}${JSON.stringify(only)}`)}`];
  }
  const wanted = patterns.map((pattern) => regexOf(inJson(pattern), '[^"]*')).join('|');
  return [`|~ ${quoteGo(`${quoteRegex(key)}"(?:${wanted})"`)}`];
}

function metadataFilterOf({ field, condition: { isOut, patterns } }: Asked): readonly string[] {
  const { place, reads } = field;
  if (place.in !== 'metadata') return [];
  const parts = patterns.map((pattern) => partOf(place.name, pattern, reads, isOut));
  // One of several, or none of them; a filter joins its parts without braces.
  return [`| ${parts.join(isOut ? ' and ' : ' or ')}`];
}

const ANY = '.*';
const NETWORK = /^[0-9a-f.:]+(?:\/\d{1,3}|-[0-9a-f.:]+)$/i;
const CODES = /^[1-5]xx$/i;

function partOf(
  name: string,
  pattern: string,
  reads: SearchField['reads'],
  isOut: boolean,
): string {
  const [equal, matches] = isOut ? ['!=', '!~'] : ['=', '=~'];
  if (reads === 'addresses' && NETWORK.test(pattern)) {
    return `${name}${equal}ip(${quoteGo(pattern)})`;
  }
  if (reads === 'codes' && CODES.test(pattern)) return `${name}${matches}"${pattern[0]}.."`;
  if (reads === 'resources' && !/[*/]/.test(pattern)) {
    return `${name}${matches}${quoteGo(`${quoteRegex(pattern)}(?:/.*)?`)}`;
  }
  if (!pattern.includes('*')) return `${name}${equal}${quoteGo(pattern)}`;
  return `${name}${matches}${quoteGo(regexOf(pattern, ANY))}`;
}

/** `*` stands for `any`, everything else for itself. */
function regexOf(pattern: string, any: string): string {
  return pattern.split(/\*+/).map(quoteRegex).join(any);
}

/** A text as it stands within a JSON text. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
