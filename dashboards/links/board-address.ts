import { safeUrl } from '../panels/safe-url.ts';
import { type Interpolation, interpolateAddress } from '../variables/interpolate.ts';
import type { VariableValue } from '../variables/variable-value.ts';

/** Where the reader of a link is, and what of it goes along. */
export interface LinkPlace {
  /** As our addresses name it. */
  readonly scope: string;
  /** As our addresses have it: `6h`, `now-1d/d..now/d`. */
  readonly range: string;
  readonly keeps: { readonly time: boolean; readonly variables: boolean };
}

const GRAFANAS = /^\/?d\/([\w-]{1,100})(?:\/[^?#]*)?(?:\?([^#]*))?(?:#.*)?$/;
const OURS = /^\/dashboards\/([\w-]{1,100})(?:\?([^#]*))?(?:#.*)?$/;

/**
 * Where a link of a dashboard's author leads, or null for one that may not be followed (see `safeUrl`).
 * Grafana's `/d/<uid>/<slug>?var-a=b&from=now-6h&to=now` is our
 * `/dashboards/<uid>?scope=…&range=now-6h..now&var-a=b`. Time and variables go along as the link says;
 * what the link itself names counts before them. Addresses of other sites and pages stay as they are
 * and get Grafana's `from`, `to` and `var-…` where the link keeps them.
 */
export function boardAddress(url: string, given: Interpolation, place: LinkPlace): string | null {
  const address = safeUrl(interpolateAddress(url, given));
  if (address === null) return null;
  const [, uid, query = ''] = GRAFANAS.exec(address) ?? OURS.exec(address) ?? [];
  if (uid === undefined) return otherPage(address, given, place);
  const asked = new URLSearchParams(query);
  const search = new URLSearchParams({ scope: asked.get('scope') ?? place.scope });
  const range = rangeOf(asked) ?? (place.keeps.time ? place.range : null);
  if (range !== null) search.set('range', range);
  if (place.keeps.variables) {
    for (const [name, value] of keptOf(given)) {
      if (!asked.has(name)) search.append(name, value);
    }
  }
  for (const [name, value] of asked) {
    if (name.startsWith('var-') || name === 'refresh') search.append(name, value);
  }
  return `/dashboards/${uid}?${search}`;
}

/** `from` and `to` of Grafana's addresses, or our `range`; null without. */
function rangeOf(asked: URLSearchParams): string | null {
  const from = asked.get('from');
  if (from === null) return asked.get('range');
  return `${from}..${asked.get('to') ?? 'now'}`;
}

function otherPage(address: string, given: Interpolation, { keeps }: LinkPlace): string {
  if (/^mailto:/i.test(address)) return address;
  const [, page = '', query = '', fragment = ''] =
    /^([^?#]*)(?:\?([^#]*))?(#.*)?$/.exec(address) ?? [];
  const parts = [
    query,
    keeps.time ? (given.builtIns.get('__url_time_range') ?? '') : '',
    keeps.variables ? new URLSearchParams(keptOf(given)).toString() : '',
  ].filter((part) => part !== '');
  return `${page}${parts.length === 0 ? '' : `?${parts.join('&')}`}${fragment}`;
}

/** Every variable as a page's address has it; all options are `$__all`, however many they are. */
function keptOf({ variables }: Interpolation): [string, string][] {
  return [...variables.values()].flatMap((value) =>
    (isAll(value) ? ['$__all'] : value.values).map((each): [string, string] => [
      `var-${value.name}`,
      each,
    ]),
  );
}

function isAll({ isChoice, texts, values }: VariableValue): boolean {
  const isNamedAll = texts.length === 1 && texts[0] === 'All';
  return isChoice && isNamedAll && !(values.length === 1 && values[0] === 'All');
}
