import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ReadLoki } from '../api/loki.ts';
import { ownerKey } from '../api/queries.ts';
import { useServices } from '../app/services.ts';
import { usePlace } from '../scope/use-place.ts';
import { nowMs } from '../time/now.ts';
import { intervalAt, type TimeRange } from '../time/range.ts';
import { type LogLine, type Order, readStreams, sortLines } from './log-line.ts';

/** Lines of one question; the backend refuses more than 5,000. */
const PAGE_LINES = 500;

/** Half open, Unix nanoseconds. */
interface Window {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

interface Page extends Window {
  readonly lines: readonly LogLine[];
}

/** Lines of a log query, a page at a time from the newest or the oldest on; '' asks nothing. */
export function useLines(query: string, order: Order) {
  const { readLoki } = useServices();
  const { scope, range, rangeText, parts } = usePlace();
  const answer = useInfiniteQuery({
    queryKey: [...ownerKey(parts.owner), 'logs', scope, query, order, rangeText] as const,
    queryFn: ({ signal, pageParam }) =>
      readPage(readLoki, { scope, query, order }, pageParam ?? windowOf(range), signal),
    initialPageParam: null as Window | null,
    getNextPageParam: (page) => nextWindow(page, order),
    enabled: query !== '',
    placeholderData: (shown, last) => (last?.queryKey[3] === scope ? shown : undefined),
    refetchOnWindowFocus: false,
    retry: false,
  });
  const { data } = answer;
  const lines = useMemo(() => data && uniqueLines(data.pages), [data]);
  return { ...answer, lines };
}

function windowOf(range: TimeRange): Window {
  const { startMs, endMs } = intervalAt(range, nowMs());
  return { startNs: BigInt(startMs) * 1_000_000n, endNs: BigInt(endMs) * 1_000_000n };
}

interface Question {
  readonly scope: string;
  readonly query: string;
  readonly order: Order;
}

async function readPage(
  read: ReadLoki,
  { scope, query, order }: Question,
  { startNs, endNs }: Window,
  signal: AbortSignal,
): Promise<Page> {
  const lines = await readLines(read, { scope, query, startNs, endNs, order }, PAGE_LINES, signal);
  return { lines, startNs, endNs };
}

/** The first lines of a window in an order, at most `limit`. */
export async function readLines(
  read: ReadLoki,
  { scope, query, startNs, endNs, order }: Question & Window,
  limit: number,
  signal: AbortSignal,
): Promise<readonly LogLine[]> {
  const data = await read(
    scope,
    'query_range',
    {
      query,
      start: String(startNs),
      end: String(endNs),
      limit: String(limit),
      direction: order === 'newest' ? 'backward' : 'forward',
    },
    signal,
  );
  const result = typeof data === 'object' && data !== null && 'result' in data ? data.result : [];
  return sortLines(readStreams(result), order);
}

/** From the last line on, that instant included: others may have the same. */
function nextWindow({ lines, startNs, endNs }: Page, order: Order): Window | undefined {
  const last = lines.at(-1);
  if (last === undefined || lines.length < PAGE_LINES) return undefined;
  const next =
    order === 'newest' ? { startNs, endNs: last.timeNs + 1n } : { startNs: last.timeNs, endNs };
  return next.startNs === startNs && next.endNs === endNs ? undefined : next;
}

function uniqueLines(pages: readonly Page[]): readonly LogLine[] {
  const byKey = new Map<string, LogLine>();
  for (const { lines } of pages) for (const line of lines) byKey.set(line.key, line);
  return [...byKey.values()];
}
