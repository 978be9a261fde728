import type { Expr, StreamSelector } from './ast.ts';

const POSITION_FIELDS: ReadonlySet<string> = new Set(['start', 'end', 'opStart']);

/**
 * A copy of a tree without its offsets into the text: two queries mean the same, token for token,
 * exactly when these copies are deeply equal. -0 is not 0.
 */
export function stripOffsets(node: Expr | StreamSelector): unknown {
  return strip(node);
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => !POSITION_FIELDS.has(name));
  return Object.fromEntries(fields.map(([name, field]) => [name, strip(field)]));
}
