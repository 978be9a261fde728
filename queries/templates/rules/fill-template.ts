import { assertNever } from '../../../platform/model/assert-never.ts';
import type {
  BinaryExpr,
  DurationExpr,
  Expr,
  LabelMatcher,
  VectorSelector,
} from '../../promql/ast.ts';
import { type LabelDialect, nodeOn, selectorOn } from '../label-dialect.ts';
import { mapExpr } from '../map-expr.ts';
import type { LabelFilter } from './label-filter.ts';
import { labelPlaceholderOf, labelPlaceholdersIn } from './label-placeholder.ts';
import { BY_LABEL, isWindow } from './template-text.ts';

/** What goes into the open places of a template. */
export interface TemplateFilling {
  readonly filters: readonly LabelFilter[];
  /** What `$by` stands for. */
  readonly groupBy: readonly string[];
  readonly windowMs: number;
  readonly dialect: LabelDialect;
}

/** Labels as the catalogue calls them, one cluster per backend. */
export const PLAIN_DIALECT: LabelDialect = { namespaceLabel: null, clusterLabel: null };

/** The tree of a template with everything filled in. Offsets into the text lose their meaning. */
export function fillTemplate(template: Expr, filling: TemplateFilling): Expr {
  const used = new Set([...filling.groupBy, ...filling.filters.map(({ label }) => label)]);
  return mapExpr(withoutUnusedSides(template, used), {
    selector: (selector) => selectorOn(filling.dialect, fillSelector(selector, filling.filters)),
    node: (node) => nodeOn(filling.dialect, fillNode(node, filling)),
  });
}

/**
 * A side with optional placeholders exists for their labels only. Looked at from the outside in:
 * within a side that stays nothing may go, and one that goes does so as a whole.
 */
function withoutUnusedSides(expr: Expr, used: ReadonlySet<string>): Expr {
  const inner = (child: Expr): Expr => withoutUnusedSides(child, used);
  switch (expr.kind) {
    case 'binary':
      if (canGo('rhs', expr) && isUnused(expr.rhs, used)) return inner(expr.lhs);
      if (canGo('lhs', expr) && isUnused(expr.lhs, used)) return inner(expr.rhs);
      return { ...expr, lhs: inner(expr.lhs), rhs: inner(expr.rhs) };
    case 'call':
      return { ...expr, args: expr.args.map(inner) };
    case 'aggregation':
    case 'subquery':
    case 'unary':
    case 'paren':
      return { ...expr, expr: inner(expr.expr) };
    case 'number':
    case 'string':
    case 'vector':
    case 'matrix':
      return expr;
    default:
      return assertNever(expr);
  }
}

/** What narrows, or only adds labels, can go; a divisor cannot. */
function canGo(side: 'lhs' | 'rhs', { op, matching }: BinaryExpr): boolean {
  if (op === 'and') return side === 'rhs';
  return matching?.group === (side === 'rhs' ? 'left' : 'right');
}

function isUnused(side: Expr, used: ReadonlySet<string>): boolean {
  const optional = labelPlaceholdersIn(side).filter((placeholder) => placeholder.optional);
  return optional.length > 0 && !optional.some(({ label }) => used.has(label));
}

function fillSelector(selector: VectorSelector, filters: readonly LabelFilter[]): VectorSelector {
  const matchers = selector.matchers.flatMap((matcher): readonly LabelMatcher[] => {
    const placeholder = labelPlaceholderOf(matcher);
    if (placeholder === null) return [matcher];
    return filters
      .filter(({ label }) => label === placeholder.label)
      .map(({ op, value }) => ({ ...matcher, op, value }));
  });
  return { ...selector, matchers };
}

function fillNode(
  node: Exclude<Expr, VectorSelector>,
  { groupBy, windowMs }: TemplateFilling,
): Exclude<Expr, VectorSelector> {
  const labels = (written: readonly string[]): readonly string[] => [
    ...new Set(written.flatMap((label) => (label === BY_LABEL ? groupBy : [label]))),
  ];
  switch (node.kind) {
    case 'aggregation':
      if (node.grouping === null) return node;
      return { ...node, grouping: { ...node.grouping, labels: labels(node.grouping.labels) } };
    case 'binary':
      if (node.matching === null) return node;
      return { ...node, matching: { ...node.matching, labels: labels(node.matching.labels) } };
    case 'matrix':
    case 'subquery':
      return isWindow(node.range) ? { ...node, range: windowOf(windowMs, node.range) } : node;
    default:
      return node;
  }
}

function windowOf(windowMs: number, { start, end }: DurationExpr): DurationExpr {
  return { kind: 'duration', seconds: windowMs / 1000, start, end };
}
