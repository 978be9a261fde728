/** One request to a backend. `path` starts with `/api/`; `body` is a urlencoded form. */
export interface UpstreamRequest {
  readonly backend: { readonly url: string; readonly bearerToken: string | null };
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly form: string;
  readonly timeoutMs: number;
}

/** What goes wrong before or in the middle of an answer. */
export type UpstreamFailure = 'unreachable' | 'timeout' | 'aborted' | 'broken' | 'encoded';

/**
 * Receives an answer as it streams. Calls come in order: `head` once, `data` any number of times,
 * then exactly one of `done` and `failed` (`failed` may also come alone, and comes with `aborted`
 * after `abort`). `data` returns false when it wants no more until `resume` is called.
 */
export interface UpstreamReceiver {
  head(status: number): void;
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
 * Puts a question to a metrics backend. Redirects are not followed; no header of the client passes;
 * the answer is asked for without content encoding, and an encoded one fails with `encoded`.
 */
export interface Upstream {
  send(request: UpstreamRequest, receiver: UpstreamReceiver): UpstreamCall;
}
