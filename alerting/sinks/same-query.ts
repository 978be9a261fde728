import { isDeepStrictEqual } from 'node:util';
import { parseLogql } from '../../queries/logql/parse.ts';
import { printLogql } from '../../queries/logql/print.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { stripOffsets } from '../../queries/promql/structure.ts';
import { MAX_SCOPED_LENGTH } from '../../queries/scope/enforce.ts';

/**
 * True when two texts are the same query, however they are printed: spaces, order of matchers,
 * units of durations, a metric name before the braces or inside of them. Texts that do not parse
 * are the same only when they are equal.
 */
export function isSameQuery(a: string, b: string): boolean {
  if (a === b) return true;
  const left = parsePromql(a, { maxLength: MAX_SCOPED_LENGTH });
  const right = parsePromql(b, { maxLength: MAX_SCOPED_LENGTH });
  if (left.kind === 'error' || right.kind === 'error') return false;
  return isDeepStrictEqual(canonical(stripOffsets(left.expr)), canonical(stripOffsets(right.expr)));
}

/** The same for LogQL, however it is printed: spaces, and the way of quoting texts. */
export function isSameLogQuery(a: string, b: string): boolean {
  if (a === b) return true;
  const options = { maxBytes: MAX_SCOPED_LENGTH };
  const left = parseLogql(a, options);
  const right = parseLogql(b, options);
  if (left.kind !== 'ok' || right.kind !== 'ok') return false;
  return printLogql(left.expr) === printLogql(right.expr);
}

/** Writes every selector as its set of matchers, the metric name among them, and durations as seconds. */
function canonical(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(canonical);
  if (!isObject(node)) return node;
  const fields = Object.fromEntries(
    Object.entries(node).map(([name, field]) => [name, canonical(field)]),
  );
  if (fields.kind === 'number') return { kind: 'number', value: fields.value };
  if (fields.kind !== 'vector' || !Array.isArray(fields.matchers)) return fields;
  const named = fields.name === null ? [] : [`__name__="${String(fields.name)}`];
  return {
    ...fields,
    name: null,
    matchers: [...named, ...fields.matchers.map(matcherText)].sort(),
  };
}

function matcherText(matcher: unknown): string {
  if (!isObject(matcher)) return '';
  return `${String(matcher.name)}${String(matcher.op)}"${String(matcher.value)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
