import type {
  EntryBatch,
  EntryOutcome,
  EntryRefusal,
  EntrySink,
  LogEntry,
} from '../../collector/model/entry-batch.ts';
import type {
  SampleBatch,
  SampleOutcome,
  SampleRefusal,
  SampleSink,
} from '../../collector/model/sample-batch.ts';
import type { IngestQuota } from '../../collector/receivers/ingest-quota.ts';
import type { MetadataSink, MetricMetadata } from '../../collector/receivers/metadata-sink.ts';
import type { ReceiverAnswer, ReceiverRequest } from '../../collector/receivers/receiver.ts';
import type { LabelStamp } from '../../collector/receivers/stamp-labels.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { labelsKey } from '../../platform/model/labels.ts';

/** A sample as a test looks at it; `value` is `stale` for a staleness marker. */
export interface StoredSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly timeMs: number;
  readonly value: number | 'stale';
}

/** Keeps samples in memory; refuses what is older than the newest, another value, and times over `maxMs`. */
export class MemorySamples implements SampleSink {
  readonly batches: SampleBatch[] = [];
  readonly stored: StoredSample[] = [];
  isFull = false;
  maxMs = Number.MAX_SAFE_INTEGER;
  readonly #newest = new Map<string, StoredSample>();

  async append(batch: SampleBatch): Promise<SampleOutcome> {
    if (this.isFull) throw new AppError('unavailable', 'no space is left for samples');
    this.batches.push(batch);
    const refused: SampleRefusal[] = [];
    for (let sample = 0; sample < batch.times.length; sample++) {
      const kind = this.#take(batch, sample);
      if (kind !== null) refused.push({ kind, sample });
    }
    return { appended: batch.times.length - refused.length, refused };
  }

  #take(batch: SampleBatch, at: number): SampleRefusal['kind'] | null {
    const labels = batch.series[batch.refs[at] ?? -1];
    if (labels === undefined) throw new TypeError(`sample ${at} is of no series`);
    const key = labelsKey(labels);
    const timeMs = batch.times[at] ?? Number.NaN;
    const value: StoredSample['value'] =
      batch.stale?.[at] === 1 ? 'stale' : (batch.values[at] ?? Number.NaN);
    const newest = this.#newest.get(key);
    if (timeMs > this.maxMs) return 'too_far_ahead';
    if (newest !== undefined && timeMs < newest.timeMs) return 'out_of_order';
    if (newest !== undefined && timeMs === newest.timeMs) {
      return Object.is(newest.value, value) ? null : 'duplicate';
    }
    const stored: StoredSample = { labels: Object.fromEntries(labels), timeMs, value };
    this.#newest.set(key, stored);
    this.stored.push(stored);
    return null;
  }
}

export interface StoredLine {
  readonly labels: Readonly<Record<string, string>>;
  readonly timeNs: bigint;
  readonly line: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Keeps lines in memory; refuses what is older than `oldestNs`. */
export class MemoryEntries implements EntrySink {
  readonly stored: StoredLine[] = [];
  isFull = false;
  oldestNs = -(2n ** 63n);

  async append(batch: EntryBatch): Promise<EntryOutcome> {
    if (this.isFull) throw new AppError('unavailable', 'no space is left for lines');
    const refused: EntryRefusal[] = [];
    let appended = 0;
    for (const [stream, { labels, entries }] of batch.entries()) {
      for (const [entry, one] of entries.entries()) {
        if (one.timeNs < this.oldestNs) {
          const message = `entry has timestamp too old: ${one.timeNs}`;
          refused.push({ kind: 'too_old', stream, entry, message });
        } else {
          this.stored.push(storedLine(Object.fromEntries(labels), one));
          appended += 1;
        }
      }
    }
    return { appended, refused };
  }
}

function storedLine(
  labels: Readonly<Record<string, string>>,
  { timeNs, line, metadata }: LogEntry,
): StoredLine {
  return { labels, timeNs, line, metadata: Object.fromEntries(metadata ?? []) };
}

export class MemoryMetadata implements MetadataSink {
  readonly noted: MetricMetadata[] = [];

  note(metadata: readonly MetricMetadata[]): void {
    this.noted.push(...metadata);
  }
}

export const noQuota: IngestQuota = { take: () => undefined };

/** The stamp of a token that is bound to one namespace of a tenant. */
export function environmentStamp(tenant: string): LabelStamp {
  return {
    ownLabels: new Map([
      ['namespace', `${tenant}-prod`],
      ['tenant', tenant],
    ]),
    choice: null,
  };
}

/** The stamp of a token of a tenant with two namespaces. */
export function tenantStamp(tenant: string): LabelStamp {
  const allowed = new Set([`${tenant}-prod`, `${tenant}-test`]);
  return { ownLabels: new Map([['tenant', tenant]]), choice: { label: 'namespace', allowed } };
}

/** Where the tokens of a tenant write to, with sinks of its own. */
export function placeOf(tenant: 'acme' | 'umbrella', stamp = environmentStamp(tenant)) {
  return {
    tenant,
    stamp,
    samples: new MemorySamples(),
    entries: new MemoryEntries(),
    metadata: new MemoryMetadata(),
  };
}

export function pushOf(
  body: Buffer | string,
  rest: Partial<Omit<ReceiverRequest, 'body'>> = {},
): ReceiverRequest {
  return {
    method: 'POST',
    path: '/',
    query: '',
    contentType: undefined,
    contentEncoding: undefined,
    headers: {},
    ...rest,
    body: Buffer.from(body),
  };
}

/** Status and text of an answer, e.g. `400 out of order sample`; the line's end is left out. */
export function said({ status, body }: ReceiverAnswer): string {
  return `${status} ${body.toString('utf8').trimEnd()}`.trimEnd();
}
