import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import type { TailState } from '../../log-lines/follow-tail.ts';
import type { LogLine } from '../../log-lines/log-line.ts';
import { readLines } from '../../log-lines/use-lines.ts';
import { useLiveTail } from '../../log-lines/use-live-tail.ts';
import { usePlace } from '../../scope/use-place.ts';
import { nowMs } from '../../time/now.ts';

const LOOK_BACK_MS = 86_400_000;
const AGAIN_MS = 2_000;
const MOST_LINES = 6;

export interface RecentLines {
  /** Oldest first; undefined until the first answer. */
  readonly lines: readonly LogLine[] | undefined;
  /** Matches every stream of the scope; '' until one is known. */
  readonly query: string;
  readonly tail: TailState;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** The last lines of the scope, of a quiet one those of the last day, and new ones as they come. */
export function useRecentLines(isWanted: boolean): RecentLines {
  const { readLoki } = useServices();
  const { scope, parts } = usePlace();
  const before = useQuery({
    queryKey: [...ownerKey(parts.owner), 'start-lines', scope] as const,
    queryFn: async ({ signal }) => {
      const endMs = nowMs();
      const window = { startNs: atNs(endMs - LOOK_BACK_MS), endNs: atNs(endMs) };
      const bounds = { start: String(window.startNs), end: String(window.endNs) };
      const names = await readLoki(scope, 'labels', bounds, signal);
      const query = everyStream(names);
      if (query === '') return { query, lines: [] };
      const question = { scope, query, order: 'newest', ...window } as const;
      return { query, lines: await readLines(readLoki, question, MOST_LINES, signal) };
    },
    enabled: isWanted,
    refetchInterval: ({ state }) => (state.data?.query === '' ? AGAIN_MS : false),
    refetchOnWindowFocus: false,
    retry: false,
  });
  const query = before.data?.query ?? '';
  const { tail, state } = useLiveTail(query);
  const lines = useMemo(
    () => before.data && lastLines([...before.data.lines.toReversed(), ...tail.lines]),
    [before.data, tail.lines],
  );
  return { lines, query, tail: state, error: before.error, retry: () => void before.refetch() };
}

const atNs = (ms: number) => BigInt(ms) * 1_000_000n;

/** Every stream has at least one label: the most usual of those there are. */
function everyStream(names: unknown): string {
  if (!Array.isArray(names)) return '';
  const texts = names.filter((name) => typeof name === 'string');
  const label = ['namespace', 'job', 'app'].find((name) => texts.includes(name)) ?? texts[0];
  return label === undefined ? '' : `{${label}=~".+"}`;
}

/** Lines that the tail repeats are shown once. */
function lastLines(lines: readonly LogLine[]): readonly LogLine[] {
  const unique = new Map(lines.map((line) => [`${line.timeNs} ${line.text}`, line]));
  const sorted = [...unique.values()].toSorted((a, b) => (a.timeNs < b.timeNs ? -1 : 1));
  return sorted.slice(-MOST_LINES);
}
