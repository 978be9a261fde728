import type { StoredStream, StreamSource } from '../../source/stream-source.ts';
import type { Turn } from '../../source/turn.ts';
import type { StreamSelector } from '../ast.ts';
import { sourceMatchers } from '../evaluate/source-matchers.ts';

/** What a list is made of. */
export interface ListContext {
  readonly source: StreamSource;
  readonly turn: Turn;
}

/** Streams of a selector (null: all) between two instants in Unix nanoseconds, the end exclusive. */
export interface ListAsk {
  readonly selector: StreamSelector | null;
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** Those that have lines then. */
export function streamsOf(
  { selector, startNs, endNs }: ListAsk,
  { source, turn }: ListContext,
): Promise<readonly StoredStream[]> {
  const matchers = selector === null ? [] : sourceMatchers(selector);
  return source.select({ matchers, startNs, endNs }, turn);
}
