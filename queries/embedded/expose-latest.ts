import { compareText, type Labels } from '../../platform/model/labels.ts';
import { formatSample } from '../promql/evaluate/format-number.ts';
import type { SeriesColumns, SeriesSource } from '../source/series-source.ts';
import type { SourceMatcher } from '../source/source-matcher.ts';
import type { Turn } from '../source/turn.ts';

/** How far back a sample may lie to be the latest one, as for an instant selector. */
const LOOKBACK_MS = 300_000;

export interface LatestOptions {
  readonly source: SeriesSource;
  readonly turn: Turn;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

interface Latest {
  readonly name: string;
  readonly line: string;
}

/**
 * The latest sample of each series that any of the selectors selects, in the text format with
 * timestamps, as Prometheus's `/federate`; sorted by name.
 */
export async function exposeLatest(
  selectors: readonly (readonly SourceMatcher[])[],
  { source, turn, nowMs }: LatestOptions,
): Promise<string> {
  const lines = new Map<string, Latest>();
  for (const matchers of selectors) {
    const ask = { matchers, minMs: nowMs - LOOKBACK_MS + 1, maxMs: nowMs };
    for (const series of await source.select(ask, turn)) {
      if (turn.isDue()) await turn.rest();
      const latest = latestOf(series);
      if (latest !== null) lines.set(seriesText(series.labels), latest);
    }
  }
  const sorted = [...lines].sort(
    ([a, { name: nameA }], [b, { name: nameB }]) => compareText(nameA, nameB) || compareText(a, b),
  );
  let last = '';
  let text = '';
  for (const [, { name, line }] of sorted) {
    if (name !== last) text += `# TYPE ${name} untyped\n`;
    last = name;
    text += line;
  }
  return text;
}

/** Null where the series has ended. */
function latestOf({ labels, times, values, stale }: SeriesColumns): Latest | null {
  const at = times.length - 1;
  if (at < 0 || stale?.[at] === 1) return null;
  const name = labels.get('__name__') ?? '';
  const value = formatSample(values[at] ?? Number.NaN);
  return { name, line: `${seriesText(labels)} ${value} ${times[at]}\n` };
}

const PLAIN_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

function seriesText(labels: Labels): string {
  const name = labels.get('__name__') ?? '';
  const pairs = [...labels]
    .filter(([label]) => label !== '__name__')
    .map(([label, value]) => `${quotedName(label)}="${escaped(value)}"`);
  if (PLAIN_NAME.test(name)) return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
  return `{${[`"${escaped(name)}"`, ...pairs].join(',')}}`;
}

function quotedName(label: string): string {
  return PLAIN_NAME.test(label) ? label : `"${escaped(label)}"`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
