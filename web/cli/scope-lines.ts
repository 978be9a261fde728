import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { EnforceResult } from '../../queries/scope/enforce.ts';

/** Scopes one query; what `--stdin` and a single query share. */
export type ScopeQuery = (query: string) => EnforceResult;

/**
 * Reads one JSON string per line and writes one JSON line for each, in order:
 * `{"query","scoped"}` or `{"query","error"}`. Empty lines are skipped; a line that is no JSON
 * string is answered with an error and the line itself as `query`.
 * @returns the number of lines that were answered with an error.
 */
export async function scopeLines(
  input: Readable,
  output: Writable,
  scope: ScopeQuery,
): Promise<number> {
  let refused = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const answer = answerLine(line, scope);
    if ('error' in answer) refused++;
    if (!output.write(`${JSON.stringify(answer)}\n`))
      await new Promise((resolve) => output.once('drain', resolve));
  }
  return refused;
}

type LineAnswer =
  | { readonly query: string; readonly scoped: string }
  | { readonly query: string; readonly error: string };

function answerLine(line: string, scope: ScopeQuery): LineAnswer {
  const query = readString(line);
  if (query === undefined) return { query: line, error: 'the line is not a JSON string' };
  const result = scope(query);
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
