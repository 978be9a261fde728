import type { HeaderList } from '../../../queries/upstream/upstream.ts';

/** One question to the embedded stores, in the shape of a request to Prometheus or Loki. */
export interface EmbeddedQuestion {
  /** Whose store: value of the tenancy header; empty for none. */
  readonly tenant: string;
  readonly method: 'GET' | 'POST';
  /** e.g. `/api/v1/query`, `/loki/api/v1/push`. */
  readonly path: string;
  /** Urlencoded. */
  readonly form: string;
  /** Names in lower case; with `content-type` where there is a body. */
  readonly headers: HeaderList;
  readonly body: Uint8Array | null;
  readonly timeoutMs: number;
}

/** A whole answer; the chunks are handed over, not copied. */
export interface EmbeddedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly Uint8Array[];
}

/**
 * To the thread. Ids are the sender's, never used twice. `cancel` also ends what was followed;
 * nothing comes after it.
 */
export type ToEmbedded =
  | { readonly kind: 'ask'; readonly id: number; readonly question: EmbeddedQuestion }
  | { readonly kind: 'follow'; readonly id: number; readonly question: EmbeddedQuestion }
  /** Lets the lines of a tail wait in the thread, or come again. */
  | { readonly kind: 'flow'; readonly id: number; readonly isOpen: boolean }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'stop' };

/** From the thread. A tail that is refused gets `answered` instead of `line`. */
export type FromEmbedded =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answered'; readonly id: number; readonly answer: EmbeddedAnswer }
  | { readonly kind: 'tailed'; readonly id: number; readonly message: Uint8Array };
