import type { EmbedBoard } from '../../../dashboards/variables/embed-answers.ts';
import { askedOf } from '../../../dashboards/variables/resolve-variables.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { EmbedChoice } from '../../contract/embed-page.ts';

export type EmbedTheme = 'light' | 'dark' | 'auto';

/** What the address of an embedded page, or the page around it, may choose. */
export interface EmbedWishes {
  readonly theme: EmbedTheme;
  readonly language: 'en' | 'zh' | null;
  /** `6h`; null: `from` and `to` say it, or the dashboard. */
  readonly range: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Null: as the dashboard says. */
  readonly refresh: string | null;
  readonly chosen: Readonly<Record<string, readonly string[]>>;
}

/** Reads `theme`, `language`, `range`, `from`, `to`, `refresh` and `var-…`; others mean nothing. */
export function readWishes(search: URLSearchParams): EmbedWishes {
  const theme = search.get('theme');
  const language = search.get('language');
  const range = search.get('range');
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    language: language === 'en' || language === 'zh' ? language : null,
    range: range !== null && parseDurationMs(range) !== undefined ? range : null,
    from: search.get('from'),
    to: search.get('to'),
    refresh: search.get('refresh'),
    chosen: Object.fromEntries(askedOf(search)),
  };
}

/** What is asked of the service. */
export function choiceOf({ range, from, to, chosen }: EmbedWishes, timeZone: string): EmbedChoice {
  const ends = range === null ? { from, to } : { from: `now-${range}`, to: 'now' };
  const lists = Object.entries(chosen).map(([name, values]) => [name, [...values]]);
  return { nowMs: null, ...ends, timeZone, chosen: Object.fromEntries(lists) };
}

/** The address of a range that was dragged, or widened by a double click; not beyond the present. */
export function rangeChange(fromMs: number, toMs: number, presentMs: number) {
  return {
    range: undefined,
    from: String(Math.floor(Math.max(0, Math.min(fromMs, presentMs - 1_000)))),
    to: String(Math.ceil(Math.min(toMs, presentMs))),
  };
}

const LEAST_REFRESH_MS = 5_000;

/** How often the dashboard is asked anew; null: never. */
export function refreshMs(
  { refresh }: Pick<EmbedWishes, 'refresh'>,
  { dashboard }: Pick<EmbedBoard, 'dashboard'>,
): number | null {
  const everyMs = parseDurationMs(refresh ?? dashboard.refresh);
  return everyMs === undefined || everyMs < LEAST_REFRESH_MS ? null : everyMs;
}

/** What the page around the frame said, as parameters of the address; others of its words mean nothing. */
export function toldBy(data: unknown): Readonly<Record<string, string | readonly string[]>> | null {
  if (typeof data !== 'object' || data === null) return null;
  const told = data as Readonly<Record<string, unknown>>;
  if (told.type !== 'tocsin-embed:set') return null;
  const changes: Record<string, string | readonly string[]> = {};
  for (const name of ['theme', 'range', 'from', 'to', 'refresh', 'language'] as const) {
    const value = told[name];
    if (typeof value === 'string' && value.length <= 40) changes[name] = value === '' ? [] : value;
  }
  const variables = told.variables;
  if (typeof variables === 'object' && variables !== null) {
    for (const [name, value] of Object.entries(variables)) {
      const values = (Array.isArray(value) ? value : [value]).filter(
        (one): one is string => typeof one === 'string',
      );
      if (/^\w{1,100}$/.test(name)) changes[`var-${name}`] = values.slice(0, 500);
    }
  }
  return changes;
}

/** The token of another link that the page around the frame hands in; null for anything else. */
export function renewedBy(data: unknown, origin: string): string | null {
  if (typeof data !== 'object' || data === null) return null;
  const { type, url } = data as Readonly<Record<string, unknown>>;
  if (type !== 'tocsin-embed:renew' || typeof url !== 'string' || !URL.canParse(url)) return null;
  const address = new URL(url);
  if (address.origin !== origin) return null;
  return /^\/embed\/([\w.-]+)$/.exec(address.pathname)?.[1] ?? null;
}
