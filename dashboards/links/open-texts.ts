import type { Dashboard } from '../model/dashboard.ts';
import { textAt } from '../panels/read-option.ts';
import { findReferences, referencedNames } from '../variables/find-references.ts';
import { placesAt, type QueryPlace } from '../variables/quoting-at.ts';

/**
 * Free texts that stand in some query as more than a value that something is compared with: outside of quotes,
 * as the name of a metric or label, in a template, behind a backslash. Whoever wrote them would write the
 * query, or choose what it reads; so they stay what the dashboard says.
 */
export function openTexts({
  panels,
  variables,
}: Pick<Dashboard, 'panels' | 'variables'>): readonly string[] {
  const texts = new Set(variables.flatMap(({ kind, name }) => (kind === 'text' ? [name] : [])));
  if (texts.size === 0) return [];
  const all = panels.flatMap((panel) => [panel, ...panel.panels]);
  const targets = all.flatMap(({ targets: own }) => own.map(({ expression }) => expression));
  const filters = all.map(({ options }) => textAt(options, 'alertInstanceLabelFilter', ''));
  const asked = variables.flatMap((one) => (one.kind === 'query' ? [one] : []));
  const open = [...targets, ...filters, ...asked.map(({ query }) => query)].flatMap(namesOfMore);
  const patterns = asked.flatMap(({ pattern }) => referencedNames(pattern));
  return [...new Set([...open, ...patterns])].filter((name) => texts.has(name));
}

/** The names that stand for more than a value somewhere in a query. */
function namesOfMore(query: string): readonly string[] {
  const references = findReferences(query);
  const places = placesAt(
    query,
    references.map(({ start }) => start),
  );
  return references.flatMap(({ name }, at) => {
    const place = places[at];
    return place === undefined || isMore(query, place) ? [name] : [];
  });
}

/** Operators of matchers, and of filters of lines. */
const COMPARES = /(?:=~|!~|!=|=|\|~|\|>|!>)$/;
const OF_NAME = /(?:__name__|["'`]__name__["'`])\s*(?:=~|!~|!=|=)$/;
/** What takes a template or the path of a field. */
const STAGE = /\|\s*(?:line_format|label_format|json|logfmt|drop|keep)\b[^{}()|]*$/;
/** And comments. */
const QUOTED = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|`[^`]*`|#[^\n]*/g;

function isMore(query: string, { enclosure, from, isEscaped }: QueryPlace): boolean {
  if (enclosure === 'none' || isEscaped) return true;
  if (enclosure === 'comment') return false;
  const before = query.slice(0, from).trimEnd();
  if (!COMPARES.test(before) || OF_NAME.test(before)) return true;
  return STAGE.test(before.replaceAll(QUOTED, '""'));
}
