/** An answer of the embedded Prometheus or Loki, ready to be sent. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly Uint8Array[];
}

const JSON_HEADERS = { 'content-type': 'application/json' };

export function jsonAnswer(text: string, status = 200): ApiAnswer {
  return { status, headers: JSON_HEADERS, chunks: [Buffer.from(text)] };
}

/** JSON that was printed in pieces. */
export function jsonPieces(chunks: readonly Uint8Array[]): ApiAnswer {
  return { status: 200, headers: JSON_HEADERS, chunks };
}

export function textAnswer(text: string, status: number): ApiAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return { status, headers, chunks: [Buffer.from(text)] };
}
