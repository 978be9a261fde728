import type { StoredBlock } from '../../source/stream-source.ts';
import { type ListAsk, type ListContext, streamsOf } from './list-context.ts';

export interface IndexStats {
  readonly streams: number;
  readonly chunks: number;
  readonly bytes: number;
  readonly entries: number;
}

/** How much is stored, told from what is known of blocks; those at the edges count by their share. */
export async function readIndexStats(ask: ListAsk, context: ListContext): Promise<IndexStats> {
  const streams = await streamsOf(ask, context);
  let chunks = 0;
  let bytes = 0;
  let entries = 0;
  for (const block of streams.flatMap(({ blocks }) => blocks)) {
    const share = shareOf(block, ask.startNs, ask.endNs);
    if (share === 0) continue;
    chunks++;
    bytes += block.bytes * share;
    entries += block.entries * share;
  }
  return {
    streams: streams.length,
    chunks,
    bytes: Math.round(bytes),
    entries: Math.round(entries),
  };
}

/** The part of a block's time that lies between two instants, 0 to 1. */
export function shareOf({ minNs, maxNs }: StoredBlock, startNs: bigint, endNs: bigint): number {
  const from = minNs > startNs ? minNs : startNs;
  const to = maxNs < endNs - 1n ? maxNs : endNs - 1n;
  if (to < from) return 0;
  return Number(to - from + 1n) / Number(maxNs - minNs + 1n);
}
