import { parseJson } from '../api/api-error.ts';
import { type LogLine, readStreams } from './log-line.ts';

/** Lines of a live tail that are kept, and as many that wait while it is paused. */
export const MOST_TAIL_LINES = 2_000;

/** What a frame of the tail brought. */
export interface TailFrame {
  readonly lines: readonly LogLine[];
  /** Lines that the service or its backend left out because this reader was too slow. */
  readonly dropped: number;
}

/** Undefined for a message that is no frame. */
export function readTailFrame(text: string): TailFrame | undefined {
  const frame = parseJson(text);
  if (typeof frame !== 'object' || frame === null || !('streams' in frame)) return undefined;
  const entries = 'dropped_entries' in frame ? frame.dropped_entries : null;
  return {
    lines: readStreams(frame.streams),
    dropped: Array.isArray(entries) ? entries.length : 0,
  };
}

/** What is shown of a tail, in the order of arrival, and what waits while it is paused. */
export interface TailBuffer {
  readonly lines: readonly LogLine[];
  readonly waiting: readonly LogLine[];
  readonly isPaused: boolean;
  /** Lines that went to make room, or that never came because the reader was too slow. */
  readonly dropped: number;
  /** Of all lines so far, so that equal ones have keys of their own. */
  readonly arrived: number;
}

export const EMPTY_TAIL: TailBuffer = {
  lines: [],
  waiting: [],
  isPaused: false,
  dropped: 0,
  arrived: 0,
};

export type TailStep =
  | { readonly kind: 'arrive'; readonly frame: TailFrame }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'clear' }
  /** Another query: nothing of the old one stays. */
  | { readonly kind: 'restart' };

export function stepTail(tail: TailBuffer, step: TailStep): TailBuffer {
  switch (step.kind) {
    case 'arrive':
      return arrive(tail, step.frame);
    case 'pause':
      return { ...tail, isPaused: true };
    case 'resume':
      return trimmed({
        ...tail,
        isPaused: false,
        lines: [...tail.lines, ...tail.waiting],
        waiting: [],
      });
    case 'clear':
      return { ...tail, lines: [], waiting: [], dropped: 0 };
    case 'restart':
      return { ...EMPTY_TAIL, arrived: tail.arrived };
    default:
      return step satisfies never;
  }
}

function arrive(tail: TailBuffer, { lines, dropped }: TailFrame): TailBuffer {
  const numbered = lines
    .toSorted((a, b) => (a.timeNs < b.timeNs ? -1 : Number(a.timeNs > b.timeNs)))
    .map((line, index) => ({ ...line, key: `tail ${tail.arrived + index}` }));
  const next = {
    ...tail,
    dropped: tail.dropped + dropped,
    arrived: tail.arrived + numbered.length,
  };
  return tail.isPaused
    ? trimmed({ ...next, waiting: [...tail.waiting, ...numbered] })
    : trimmed({ ...next, lines: [...tail.lines, ...numbered] });
}

function trimmed(tail: TailBuffer): TailBuffer {
  const excess =
    Math.max(0, tail.lines.length - MOST_TAIL_LINES) +
    Math.max(0, tail.waiting.length - MOST_TAIL_LINES);
  if (excess === 0) return tail;
  return {
    ...tail,
    lines: tail.lines.slice(-MOST_TAIL_LINES),
    waiting: tail.waiting.slice(-MOST_TAIL_LINES),
    dropped: tail.dropped + excess,
  };
}
