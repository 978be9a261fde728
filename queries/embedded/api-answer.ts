/** An answer of the embedded Prometheus or Loki, ready to be sent. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each has its memory for itself, so that it can be handed to another thread. */
  readonly chunks: readonly Uint8Array[];
}

const encoder = new TextEncoder();
const JSON_HEADERS = { 'content-type': 'application/json' };

export function jsonAnswer(text: string, status = 200): ApiAnswer {
  return { status, headers: JSON_HEADERS, chunks: [encoder.encode(text)] };
}

/** JSON that was printed in pieces. */
export function jsonPieces(chunks: readonly Uint8Array[]): ApiAnswer {
  return { status: 200, headers: JSON_HEADERS, chunks };
}

export function textAnswer(text: string, status: number): ApiAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return { status, headers, chunks: [encoder.encode(text)] };
}
