import type { RawAnswer } from '../support/raw-http.ts';

/**
 * An answer in a form that is the same wherever the same data was read: status and body, elements of
 * lists in order of their text. Positions in errors count in the rewritten query, which is the same.
 */
export function comparable({ status, body }: RawAnswer): string {
  if (!body.startsWith('{')) return `${status} ${body}`;
  return `${status} ${JSON.stringify(sorted(JSON.parse(body)))}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const isPair = value.length === 2 && typeof value[0] === 'number';
    const items = value.map(sorted);
    return isPair ? items : items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]): [string, unknown] => [name, sorted(member)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
