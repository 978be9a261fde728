import type { BackendTls } from '../../platform/tenancy/cluster-backend.ts';
import type { ReadWithin } from '../scope/read-within.ts';

/** Header names and values, in order. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Where a question goes and as whom. The same object for the same scope, so that it can be a key. */
export interface UpstreamBackend {
  /** Base URL, without trailing slash; its path is put before every request's. */
  readonly url: string;
  /** Credentials and tenancy, sent with every request; names in lower case. Never to be logged. */
  readonly headers: HeaderList;
  readonly tls: BackendTls;
  /** Told to the embedded stores, which keep to it themselves; without it they show nothing. */
  readonly within?: ReadWithin;
}

/** A body that is no form. */
export interface UpstreamBody {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** One request to a backend. */
export interface UpstreamRequest {
  readonly backend: UpstreamBackend;
  readonly method: 'GET' | 'POST';
  /** Below the backend's URL, e.g. `/api/v1/query`; starts with a slash, without query. */
  readonly path: string;
  /** Urlencoded; in the URL of a GET and beside a `body`, otherwise the body of the POST. */
  readonly form: string;
  /** Only with POST, e.g. of a remote write. */
  readonly body?: UpstreamBody;
  /**
   * Beside those of the backend, or instead of `accept`. Names in lower case; set by us, never taken
   * from a client.
   */
  readonly headers?: HeaderList;
  readonly timeoutMs: number;
}

/** What goes wrong before or in the middle of an answer. */
export type UpstreamFailure = 'unreachable' | 'timeout' | 'aborted' | 'broken' | 'encoded';

/** Headers of an answer; names in lower case. Several of one name are a list. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Receives an answer as it streams. Calls come in order: `head` once, `data` any number of times,
 * then exactly one of `done` and `failed` (`failed` may also come alone, and comes with `aborted`
 * after `abort`). `data` returns false when it wants no more until `resume` is called.
 */
export interface UpstreamReceiver {
  /** What the headers say is the backend's word, and passed on to nobody unread. */
  head(status: number, headers: AnswerHeaders): void;
  data(chunk: Buffer): boolean;
  done(): void;
  failed(failure: UpstreamFailure, cause: Error): void;
}

export interface UpstreamCall {
  /** Lets data flow again after `data` returned false. */
  resume(): void;
  /** Cancels the request at the backend. Idempotent. */
  abort(): void;
}

/**
 * Puts a question to a backend. Redirects are not followed; no header of the client passes; the
 * answer is asked for without content encoding, and an encoded one fails with `encoded`.
 */
export interface Upstream {
  send(request: UpstreamRequest, receiver: UpstreamReceiver): UpstreamCall;
}
