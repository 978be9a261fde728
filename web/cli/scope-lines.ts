import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A query as it would be sent, or why it is not. */
export type ScopedText =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Scopes one query; what `--stdin` and a single query share. */
export type ScopeQuery = (query: string) => ScopedText;

/** One line of `--stdin`'s output. */
export type LineAnswer =
  | { readonly query: string; readonly scoped: string }
  | { readonly query: string; readonly error: string };

/**
 * Reads one JSON string per line and writes one JSON line for each, in order: what `answer` makes of
 * it. Empty lines are skipped; a line that is no JSON string is answered with an error and the line
 * itself as `query`.
 */
export async function mapLines(
  input: Readable,
  output: Writable,
  answer: (query: string) => unknown,
): Promise<void> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const query = readString(line);
    const answered =
      query === undefined ? { query: line, error: 'the line is not a JSON string' } : answer(query);
    if (!output.write(`${JSON.stringify(answered)}\n`))
      await new Promise((resolve) => output.once('drain', resolve));
  }
}

/** `{"query","scoped"}` or `{"query","error"}`. */
export function answerLine(query: string, result: ScopedText): LineAnswer {
  return result.kind === 'ok' ? { query, scoped: result.text } : { query, error: result.message };
}

function readString(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'string' ? value : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
