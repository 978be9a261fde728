import type { DurationExpr, Expr } from './ast.ts';

const POSITION_FIELDS: ReadonlySet<string> = new Set([
  'start',
  'end',
  'opStart',
  'braceStart',
  'nameEnd',
]);

/**
 * A copy of a tree without its offsets into the text: two queries mean the same, token for token,
 * exactly when these copies are deeply equal. NaN is spelled out so that it equals itself.
 */
export function stripOffsets(node: Expr | DurationExpr): unknown {
  return strip(node);
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value === 'number' && Number.isNaN(value)) return 'NaN';
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => !POSITION_FIELDS.has(name));
  return Object.fromEntries(fields.map(([name, field]) => [name, strip(field)]));
}
