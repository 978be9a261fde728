/** Why a text is no LogQL query, in Loki's words, and where. */
export interface LogqlError {
  /** Loki's message without the position, for example `syntax error: unexpected $end`. */
  readonly message: string;
  /**
   * As Loki shows it: `parse error at line 1, col 5: …`, or `parse error : …` where Loki names no
   * position. The line is the true one; Loki says 0 after tokens of two characters.
   */
  readonly text: string;
  /** Known even where Loki's text names none. */
  readonly position: LogqlPosition;
}

export interface LogqlPosition {
  /** From 1. */
  readonly line: number;
  /** From 1, counted in Unicode characters as Loki does. */
  readonly column: number;
  /** UTF-16 offset into the query, for editors. */
  readonly start: number;
  /** UTF-16 offset, exclusive; equals `start` where only a point is known. */
  readonly end: number;
}

/** What is wrong, at UTF-16 offsets; `placed` where Loki's text names the position. */
export interface LogqlProblem {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly placed: boolean;
}

/** Builds the error with line and column worked out from the query text. */
export function logqlError(query: string, problem: LogqlProblem): LogqlError {
  const { start, end, message, placed } = problem;
  const before = query.slice(0, start);
  const line = before.split('\n').length;
  const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1;
  const where = placed ? ` at line ${line}, col ${column}:` : ' :';
  return {
    message,
    text: `parse error${where} ${message}`,
    position: { line, column, start, end: Math.max(start, end) },
  };
}
