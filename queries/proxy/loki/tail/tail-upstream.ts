import type { HeaderList, UpstreamBackend } from '../../../upstream/upstream.ts';

/** A live tail as it is asked of a backend. */
export interface TailRequest {
  readonly backend: UpstreamBackend;
  /** Below the backend's URL, with query. */
  readonly target: string;
  /** Beside those of the backend; names in lower case. */
  readonly headers: HeaderList;
  /** Until the connection stands. */
  readonly timeoutMs: number;
}

/**
 * How a backend's side of a tail ended.
 * - `answered`: no socket was opened; the status and the beginning of the body say why.
 * - `closed`: with a close frame. `lost`: without, or it could not be reached, or answers no ping.
 */
export type TailLoss =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  | { readonly kind: 'lost'; readonly cause: Error };

/** Hears what a backend sends: messages in order, then `ended` once. Nothing after `close`. */
export interface TailReceiver {
  message(text: Buffer): void;
  ended(loss: TailLoss): void;
}

export interface TailConnection {
  /** Stops and lets flow the backend's messages; one or two may still come after `pause`. */
  pause(): void;
  resume(): void;
  /** Idempotent. */
  close(): void;
}

/** Opens live tails at log backends. Follows no redirect and sends no header of a client. */
export interface TailUpstream {
  connect(request: TailRequest, receiver: TailReceiver): TailConnection;
}
