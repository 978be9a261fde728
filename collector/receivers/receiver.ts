import type { EntrySink } from '../model/entry-batch.ts';
import type { SampleSink } from '../model/sample-batch.ts';
import type { MetadataSink } from './metadata-sink.ts';
import type { LabelStamp } from './stamp-labels.ts';

/** One push as it came over HTTP; the caller has authenticated it and bounded the body. */
export interface ReceiverRequest {
  readonly method: string;
  /** Without the query, percent-encoded as it came, from the root of the receiver, e.g. `/api/v1/write`. */
  readonly path: string;
  readonly query: string;
  /** `undefined` where the header is missing. */
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface ReceiverAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Samples or lines: what was stored, and what was not. */
  readonly tally: Tally;
}

export interface Tally {
  readonly taken: number;
  readonly refused: number;
}

/** Whose push it is: what the token says, never what the push says. */
export interface ReceiverPlace {
  /** Counts against its rates. */
  readonly tenant: string;
  readonly stamp: LabelStamp;
}

export interface SamplePlace extends ReceiverPlace {
  readonly samples: SampleSink;
  /** Null where nobody keeps types and help texts. */
  readonly metadata: MetadataSink | null;
}

export interface EntryPlace extends ReceiverPlace {
  readonly entries: EntrySink;
}

/**
 * Stores a push and answers in the words of its protocol, also when it refuses it. Rejects only for
 * faults of this program.
 */
export type Receiver<Place extends ReceiverPlace> = (
  request: ReceiverRequest,
  place: Place,
) => Promise<ReceiverAnswer>;

export const NOTHING: Tally = { taken: 0, refused: 0 };
