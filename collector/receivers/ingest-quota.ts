import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { BoundedMap } from '../../platform/model/bounded-map.ts';

/** Bounds what a tenant may send. */
export interface IngestQuota {
  /**
   * Counts a push before it is stored: the bytes of lines, or the number of samples. One that is
   * larger than a second's worth is taken when nothing is owed, so that large pushes pass as well.
   * @throws AppError `limited`, with Retry-After, when the tenant has sent more than it may
   */
  take(tenant: string, amount: number): void;
}

export interface IngestRate {
  /** Of samples or bytes, on average. */
  readonly perSecond: number;
  /** So much may come at once. */
  readonly burst: number;
  /** What is counted, e.g. `samples`. */
  readonly unit: string;
}

interface Bucket {
  left: number;
  atMs: number;
}

const MAX_TENANTS = 10_000;

/** A bucket of `burst` per tenant that fills by `perSecond`. */
export function createIngestQuota(clock: Clock, rate: IngestRate): IngestQuota {
  const buckets = new BoundedMap<string, Bucket>(MAX_TENANTS);
  return {
    take: (tenant, amount) => {
      const nowMs = clock.monotonicMs();
      const bucket = buckets.get(tenant) ?? { left: rate.burst, atMs: nowMs };
      const filled = bucket.left + ((nowMs - bucket.atMs) / 1_000) * rate.perSecond;
      bucket.left = Math.min(rate.burst, filled);
      bucket.atMs = nowMs;
      buckets.set(tenant, bucket);
      const needed = Math.min(amount, rate.burst);
      if (bucket.left < needed) {
        const waitSeconds = Math.max(1, Math.ceil((needed - bucket.left) / rate.perSecond));
        throw limited(tenant, amount, rate, waitSeconds);
      }
      bucket.left -= amount;
    },
  };
}

function limited(tenant: string, amount: number, rate: IngestRate, waitSeconds: number): AppError {
  return new AppError(
    'limited',
    `ingestion rate limit exceeded for user ${tenant} (limit: ${rate.perSecond} ${rate.unit}/sec) while attempting to ingest ${amount} ${rate.unit}; nothing was stored, try again in ${waitSeconds} s`,
    { retryAfterSeconds: waitSeconds },
  );
}
