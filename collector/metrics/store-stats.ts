import type { SampleRefusal, SampleRefusalKind } from '../model/sample-batch.ts';
import type { Journal } from '../storage/journal.ts';
import type { ChunkFile } from './chunk-file.ts';
import type { MetricHead } from './metric-head.ts';

export interface MetricStoreStats {
  readonly series: number;
  readonly activeSeries: number;
  /** In the file and in memory. */
  readonly samples: number;
  /** In the file. */
  readonly chunks: number;
  /** Of the file's pages in use and the journal. */
  readonly sizeBytes: number;
  /** Of what is in the file alone; null: nothing is. */
  readonly bytesPerSample: number | null;
  /** Unix milliseconds; null: there is no sample. */
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  /** Since the store was opened. */
  readonly appended: number;
  /** Sent again with the same value. */
  readonly repeated: number;
  readonly refused: Readonly<Record<SampleRefusalKind, number>>;
}

/** Samples taken and refused since the store was opened. */
export class IngestCounts {
  appended = 0;
  repeated = 0;
  readonly refused: Record<SampleRefusalKind, number> = {
    out_of_order: 0,
    too_old: 0,
    duplicate: 0,
    too_far_ahead: 0,
    series_limit: 0,
    invalid_labels: 0,
  };

  add(appended: number, repeated: number, refused: readonly SampleRefusal[]): void {
    this.appended += appended;
    this.repeated += repeated;
    for (const { kind } of refused) this.refused[kind] += 1;
  }
}

export function statsOf(
  head: MetricHead,
  file: ChunkFile,
  journal: Journal,
  counts: IngestCounts,
): MetricStoreStats {
  const { table, open, disordered, pending } = head;
  let memory = disordered.total;
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  for (const { chunk } of pending) memory += chunk.count;
  for (let slot = 0; slot < table.end; slot++) {
    if (!table.isUsed(slot)) continue;
    if (head.anchor(slot) === null) memory += open.count(slot);
    const first = disordered.get(slot)?.times[0] ?? Number.POSITIVE_INFINITY;
    oldest = Math.min(oldest, first, table.oldest[slot] ?? oldest, head.memoryStart(slot));
    newest = Math.max(newest, table.newest[slot] ?? newest);
  }
  const stored = file.usage().reduce((sum, hour) => sum + hour.samples, 0);
  const chunks = file.usage().reduce((sum, hour) => sum + hour.chunks, 0);
  const fileBytes = file.usedBytes();
  return {
    series: table.size,
    activeSeries: table.activeCount,
    samples: stored + memory,
    chunks,
    sizeBytes: fileBytes + journal.sizeBytes,
    bytesPerSample: stored === 0 ? null : fileBytes / stored,
    oldestMs: Number.isFinite(oldest) ? oldest : null,
    newestMs: Number.isFinite(newest) ? newest : null,
    appended: counts.appended,
    repeated: counts.repeated,
    refused: { ...counts.refused },
  };
}
