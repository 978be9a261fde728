/** Why a text is no PromQL query, in Prometheus's words, and where. */
export interface PromqlError {
  /** Prometheus's message without the position, for example `unexpected end of input`. */
  readonly message: string;
  /** As Prometheus shows it: `1:5: parse error: unexpected end of input`. */
  readonly text: string;
  readonly position: PromqlPosition;
}

export interface PromqlPosition {
  /** From 1. */
  readonly line: number;
  /** From 1, counted in UTF-8 bytes as Prometheus does. */
  readonly column: number;
  /** UTF-16 offset into the query, for editors. */
  readonly start: number;
  /** UTF-16 offset, exclusive; equals `start` where only a point is known. */
  readonly end: number;
}

/** Builds the error with line and column worked out from the query text. */
export function promqlError(
  query: string,
  start: number,
  end: number,
  message: string,
): PromqlError {
  const before = query.slice(0, start);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  const column = new TextEncoder().encode(before.slice(lineStart)).length + 1;
  return {
    message,
    text: `${line}:${column}: parse error: ${message}`,
    position: { line, column, start, end: Math.max(start, end) },
  };
}
