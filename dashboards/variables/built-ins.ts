import { printDurationMs } from '../../platform/model/duration.ts';
import type { PanelTime } from '../model/panel-data.ts';
import { type Looker, lookerVariables } from './looker.ts';

/** What built-in variables are worked out from. */
export interface BuiltInFacts {
  readonly time: Pick<PanelTime, 'fromMs' | 'toMs'> & Partial<Pick<PanelTime, 'timeZone'>>;
  /** Of the query; of the dashboard where there is none. */
  readonly intervalMs: number;
  /** How often the data come in: the base of `$__rate_interval`. */
  readonly scrapeIntervalMs: number;
  readonly dashboard: { readonly uid: string; readonly title: string };
  /** Left out where nobody is known to look. */
  readonly looker?: Looker | undefined;
}

/** By name without `$`: `__interval` is `1m`, `__range_s` is `21600`. */
export function builtInVariables(facts: BuiltInFacts): ReadonlyMap<string, string> {
  const { time, intervalMs, scrapeIntervalMs, dashboard } = facts;
  const rangeMs = Math.max(0, time.toMs - time.fromMs);
  const rateMs = Math.max(intervalMs + scrapeIntervalMs, 4 * scrapeIntervalMs);
  const rangeS = String(Math.round(rangeMs / 1000));
  return new Map([
    ['__interval', printDurationMs(intervalMs)],
    ['__interval_ms', String(intervalMs)],
    ['__rate_interval', printDurationMs(rateMs)],
    ['__rate_interval_ms', String(rateMs)],
    ['__auto', printDurationMs(intervalMs)],
    ['__range', `${rangeS}s`],
    ['__range_s', rangeS],
    ['__range_ms', String(Math.round(rangeMs))],
    ['__from', String(time.fromMs)],
    ['__to', String(time.toMs)],
    ['__url_time_range', `from=${time.fromMs}&to=${time.toMs}`],
    ['__dashboard', dashboard.title],
    ['__dashboard.title', dashboard.title],
    ['__dashboard.name', dashboard.title],
    ['__dashboard.uid', dashboard.uid],
    ...lookerVariables(facts.looker),
    ...(time.timeZone === undefined ? [] : [['__timezone', time.timeZone] as const]),
  ]);
}

/** Variables of other data sources; a query that uses one asks something else than PromQL or LogQL. */
const FOREIGN: ReadonlySet<string> = new Set([
  'timeFilter',
  '__timeFilter',
  '__timeFrom',
  '__timeTo',
  '__timeGroup',
  '__timeGroupAlias',
  '__unixEpochFilter',
]);

/** Grafana's words for who looks, which are not always known. */
const OF_LOOKER: ReadonlySet<string> = new Set(['__org', '__user']);

/** Why a query cannot use a name that stands for nothing, in words; null for one that it may hold. */
export function meaninglessIn(name: string): string | null {
  if (FOREIGN.has(name)) {
    return `$${name} belongs to another kind of data source and has no meaning in this query.`;
  }
  if (OF_LOOKER.has(name)) {
    return `What the query names of $${name} is not known here: nobody is known to look at what is embedded or drawn for a link, and there is no more than its id, name, login or email.`;
  }
  return name === '__name' ? '$__name stands for nothing in queries; take it out.' : null;
}
