import { formatInstant } from '../panels/format-instant.ts';
import { meaninglessIn } from './built-ins.ts';
import { findReferences, type VariableReference } from './find-references.ts';
import { asPattern, encode, formatNamed } from './format-values.ts';
import { type Enclosure, enclosuresAt, quotedInside } from './quoting-at.ts';
import type { VariableValue, VariableValues } from './variable-value.ts';

/** What names in texts stand for. */
export interface Interpolation {
  readonly variables: VariableValues;
  /** By name, see `builtInVariables`. */
  readonly builtIns: ReadonlyMap<string, string>;
}

/** A text with its variables put in, and why it cannot be used, in words; null when it can. */
export interface Interpolated {
  readonly text: string;
  readonly problem: string | null;
}

/**
 * Puts values into a query in PromQL or LogQL. A value is quoted for the place where it stands: in a
 * quoted text it cannot end the text, and one that can have several becomes a pattern of itself
 * (`(a|b)`) unless a format is given. Names that stand for nothing stay as they are.
 */
export function interpolateQuery(query: string, given: Interpolation): Interpolated {
  const { pieces, problem } = putInQuery(query, given);
  return { text: textOf(pieces), problem };
}

/** The same, with the way back to what was written. */
export interface LocatedQuery extends Interpolated {
  /** Where a part of the text stands in the query: a value is its whole name. `to` is exclusive. */
  readonly written: (from: number, to: number) => { readonly from: number; readonly to: number };
}

export function locateInQuery(query: string, given: Interpolation): LocatedQuery {
  const { pieces, problem } = putInQuery(query, given);
  return { text: textOf(pieces), problem, written: (from, to) => writtenAt(pieces, from, to) };
}

function putInQuery(query: string, given: Interpolation) {
  const references = findReferences(query);
  const enclosures = enclosuresAt(
    query,
    references.map(({ start }) => start),
  );
  let problem: string | null = null;
  const pieces = replaced(query, references, (reference, index) => {
    const put = inQuery(reference, given, enclosures[index] ?? 'none');
    if (put.kind === 'text') return put.text;
    problem ??= put.message;
    return null;
  });
  return { pieces, problem };
}

type Put =
  | { readonly kind: 'text'; readonly text: string | null }
  | { readonly kind: 'refused'; readonly message: string };

function inQuery(reference: VariableReference, given: Interpolation, enclosure: Enclosure): Put {
  const { name, format } = reference;
  const builtIn = builtInText(reference, given);
  if (builtIn !== null) return quoted(name, builtIn, enclosure);
  const meaningless = meaninglessIn(name);
  if (meaningless !== null) return { kind: 'refused', message: meaningless };
  const value = given.variables.get(name);
  if (value === undefined) return { kind: 'text', text: null };
  if (value.verbatim !== null && format !== 'text') return { kind: 'text', text: value.verbatim };
  return quoted(name, unquoted(value, format), enclosure);
}

function quoted(name: string, unquotedText: string, enclosure: Enclosure): Put {
  const text = quotedInside(unquotedText, enclosure);
  if (text !== null) return { kind: 'text', text };
  const message = `The value of $${name} holds a backquote, which cannot stand where the query uses it.`;
  return { kind: 'refused', message };
}

function unquoted(value: VariableValue, format: string | null): string {
  // SQL's doubled quote ends a text of PromQL and LogQL.
  if (format !== null) return formatNamed(value, format === 'sqlstring' ? 'singlequote' : format);
  return value.isChoice ? asPattern(value.values) : value.values.join(',');
}

function builtInText(
  { name, path, format }: VariableReference,
  { builtIns }: Interpolation,
): string | null {
  const text = builtIns.get(path === '' ? name : `${name}.${path}`);
  if (text === undefined) return null;
  const isInstant = name === '__from' || name === '__to';
  return isInstant && format !== null ? formatInstant(Number(text), format) : text;
}

/** Puts values into a text for people, such as a title: the words of what is chosen. */
export function interpolateText(text: string, given: Interpolation): string {
  return replacedText(text, (reference) => {
    const builtIn = builtInText(reference, given);
    if (builtIn !== null) return builtIn;
    const value = given.variables.get(reference.name);
    return value === undefined ? null : formatNamed(value, reference.format ?? 'text');
  });
}

/**
 * Puts values into an address, percent-encoded whatever format is asked for, so that no value can
 * become another host, path or parameter. `${__all_variables}` is every variable as `var-x=…`.
 */
export function interpolateAddress(address: string, given: Interpolation): string {
  return replacedText(address, (reference) => {
    const { name, format } = reference;
    if (name === '__all_variables') return allVariables(given);
    const builtIn = builtInText(reference, given);
    if (builtIn !== null) return name === '__url_time_range' ? builtIn : encode(builtIn);
    const value = given.variables.get(name);
    if (value === undefined) return null;
    if (format === 'queryparam') return formatNamed(value, 'queryparam');
    const encoded = format === 'percentencode' || format === 'uriencode' || format === null;
    return encoded ? formatNamed(value, 'percentencode') : encode(formatNamed(value, format));
  });
}

/** `var-a=1&var-b=2`: what a link to another dashboard takes along. */
export function allVariables({ variables }: Interpolation): string {
  return [...variables.values()].map((value) => formatNamed(value, 'queryparam')).join('&');
}

/** A part of a text, and where it stood in the one that was written. */
interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The text with each reference replaced; null leaves it as it is. */
function replaced(
  text: string,
  references: readonly VariableReference[],
  put: (reference: VariableReference, index: number) => string | null,
): readonly Piece[] {
  const pieces: Piece[] = [];
  const asWritten = (start: number, end: number): Piece => ({
    text: text.slice(start, end),
    ...{ start, end },
  });
  let from = 0;
  for (const [index, reference] of references.entries()) {
    const { start, end } = reference;
    const given = put(reference, index);
    pieces.push(asWritten(from, start));
    pieces.push(given === null ? asWritten(start, end) : { text: given, start, end });
    from = end;
  }
  return [...pieces, asWritten(from, text.length)];
}

function replacedText(text: string, put: (reference: VariableReference) => string | null): string {
  return textOf(replaced(text, findReferences(text), put));
}

const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');

function writtenAt(pieces: readonly Piece[], from: number, to: number) {
  const found = { from: Number.POSITIVE_INFINITY, to: 0 };
  let at = 0;
  for (const { text, start, end } of pieces) {
    const isSame = text.length === end - start;
    const next = at + text.length;
    if (from < next && to > at) {
      found.from = Math.min(found.from, isSame ? start + Math.max(0, from - at) : start);
      found.to = Math.max(found.to, isSame ? Math.min(end, start + to - at) : end);
    }
    at = next;
  }
  const end = pieces.at(-1)?.end ?? 0;
  return found.to === 0 ? { from: Math.max(0, end - 1), to: end } : found;
}
