import type { Verb } from './api-request.ts';

/** A request that the cluster answered, or broke off. */
export interface RequestRecord {
  /** From 1, in order of arrival. */
  readonly number: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Empty when the token was worth nothing. */
  readonly user: string;
  readonly atMs: number;
  readonly requestBytes: number;
  /** Null for discovery and other paths without objects. */
  readonly verb: Verb | null;
  /** `prometheusrules.monitoring.coreos.com`, or empty. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  readonly isDryRun: boolean;
  readonly contentType: string;
  readonly outcome: Outcome;
}

/** How it ended: `status` 0 while it runs, and for a connection that was dropped. */
export interface Outcome {
  readonly status: number;
  readonly responseBytes: number;
}

const writes: ReadonlySet<Verb | null> = new Set([
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
]);

/** Everything that was asked of the cluster. */
export class RequestLog {
  #records: RequestRecord[] = [];
  #arrived = 0;

  /** Notes an arrival; what comes back tells how it ended. */
  note(about: Omit<RequestRecord, 'number' | 'outcome'>): (outcome: Outcome) => void {
    this.#arrived += 1;
    const record = { ...about, number: this.#arrived, outcome: { status: 0, responseBytes: 0 } };
    this.#records.push(record);
    return (outcome) => {
      record.outcome = outcome;
    };
  }

  /** Since the start or the last `clear`, oldest first. */
  all(): readonly RequestRecord[] {
    return this.#records;
  }

  /** Requests that may have changed something: a dry run is none, a refused one is. */
  writes(): readonly RequestRecord[] {
    return this.#records.filter(({ verb, isDryRun }) => writes.has(verb) && !isDryRun);
  }

  clear(): void {
    this.#records = [];
  }
}
