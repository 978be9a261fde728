import type { DurationExpr, Expr } from '../../promql/ast.ts';
import { parsePromql } from '../../promql/parse.ts';
import { visitExpr } from '../../promql/selectors-of.ts';

/** What stands for `$by` in the tree: as long as the placeholder, so that offsets stay true. */
export const BY_LABEL = '_b_';
/** What stands for `$window` in the tree, in seconds; as many digits as the placeholder has letters. */
const WINDOW_SECONDS = 9_876_543;

const PLACEHOLDER = /\$(?:by|window)\b/g;
const RESERVED = new RegExp(`\\b(?:${BY_LABEL}|${WINDOW_SECONDS})\\b`);

/** `start` and `end` are offsets into the template's text. */
export type ParsedTemplate =
  | { readonly kind: 'ok'; readonly expr: Expr; readonly hasWindow: boolean }
  | {
      readonly kind: 'error';
      readonly reason: 'syntax' | 'misplaced' | 'reserved';
      readonly message: string;
    };

/**
 * The tree of a template. `$by` may stand in groupings and joins, `$window` as a range; anywhere
 * else (in a text, in a comment) they would be something that the author did not mean: an error.
 */
export function parseTemplateText(promql: string): ParsedTemplate {
  const reserved = RESERVED.exec(promql);
  if (reserved !== null) return { kind: 'error', reason: 'reserved', message: reserved[0] };
  const written: readonly string[] = promql.match(PLACEHOLDER) ?? [];
  const text = promql.replace(PLACEHOLDER, (name) =>
    name === '$by' ? BY_LABEL : String(WINDOW_SECONDS),
  );
  const parsed = parsePromql(text);
  if (parsed.kind === 'error') {
    return { kind: 'error', reason: 'syntax', message: asWritten(parsed.error.text) };
  }
  for (const name of ['$by', '$window'] as const) {
    const found = placesOf(parsed.expr, name);
    if (found !== written.filter((one) => one === name).length) {
      return { kind: 'error', reason: 'misplaced', message: name };
    }
  }
  return { kind: 'ok', expr: parsed.expr, hasWindow: written.includes('$window') };
}

/** Is this the range that the template leaves open? */
export function isWindow(range: DurationExpr): boolean {
  return range.kind === 'duration' && range.seconds === WINDOW_SECONDS;
}

function asWritten(message: string): string {
  return message.replaceAll(BY_LABEL, '$by').replaceAll(String(WINDOW_SECONDS), '$window');
}

function placesOf(expr: Expr, name: '$by' | '$window'): number {
  let places = 0;
  visitExpr(expr, (node) => {
    if (name === '$by') {
      const lists = [
        node.kind === 'aggregation' ? node.grouping?.labels : undefined,
        node.kind === 'binary' ? node.matching?.labels : undefined,
      ];
      for (const labels of lists) {
        places += (labels ?? []).filter((label) => label === BY_LABEL).length;
      }
    } else if ((node.kind === 'matrix' || node.kind === 'subquery') && isWindow(node.range)) {
      places++;
    }
  });
  return places;
}
