import { printDurationMs } from '../../platform/model/duration.ts';
import type { BinaryExpr, Expr } from '../promql/ast.ts';
import { MAX_QUERY_LENGTH, parsePromql } from '../promql/parse.ts';
import { printPromql } from '../promql/print.ts';
import { stripOffsets } from '../promql/structure.ts';
import { type LabelDialect, nodeOn, selectorOn } from './label-dialect.ts';
import { type FilterName, LABEL_OF_FILTER, LEVELS } from './levels.data.ts';
import { mapExpr } from './map-expr.ts';
import { matchesNames, type NameList, nameListProblem } from './name-pattern.ts';
import type { NamedMetric } from './named-metric.ts';
import { type OwnedPair, type OwnerLevel, ownerName, sumPerOwner } from './owner-labels.ts';
import { fillSelector, isUnusedPart, placeholdersIn } from './placeholders.ts';

/** What a named metric is compiled with. */
export interface CompileSettings {
  /** Names to narrow by; a filter that is not given narrows nothing. */
  readonly filters: ReadonlyMap<FilterName, NameList>;
  /** Length of the ranges that rates are taken over, whole milliseconds, > 0. */
  readonly windowMs: number;
  /** The pairs of the scope with their owners; read at levels tenant and project only. */
  readonly pairs: readonly OwnedPair[];
  readonly dialect: LabelDialect;
}

/**
 * - `ok`: ask this.
 * - `nothing`: the filters leave no owner, so there is nothing to ask.
 * - `refused`: `filter` (the metric does not take one of the filters, or its names are unusable),
 *   `too_long` (with all names written out), `defect` (a fault of the catalogue).
 */
export type CompiledMetric =
  | { readonly kind: 'ok'; readonly promql: string }
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'refused';
      readonly reason: 'filter' | 'too_long' | 'defect';
      readonly message: string;
    };

/**
 * One PromQL query for one named metric. Names are put into the parsed template as values of
 * matchers, never as text; the printed query is parsed again and must be the tree that was meant.
 * The scope is not in it: it is enforced on the query as on any other. Pure; never throws.
 *
 * @example compileNamedMetric(namespace_memory_usage, { filters: { namespace: ['a', 'b'] }, … })
 *   // sum by (namespace) (container_memory_usage_bytes{container!="",container!="POD",namespace=~"a|b"})
 */
export function compileNamedMetric(metric: NamedMetric, settings: CompileSettings): CompiledMetric {
  const parsed = parseTemplate(metric, settings.windowMs);
  if (parsed === null) return refused('defect', `the template of ${metric.id} does not parse`);
  const problem = filterProblem(metric, parsed, settings.filters);
  if (problem !== null) return refused('filter', problem);
  const level = ownerLevelOf(metric);
  if (level === null) return finish(metric, fill(parsed, settings, settings.filters, null));
  const pairs = ownedPairs(level, settings);
  if (pairs.length === 0) return { kind: 'nothing' };
  const isNarrowed = pairs.length < settings.pairs.length;
  const namespaces = [...new Set(pairs.map((pair) => pair.namespace))].sort();
  const filters = new Map<FilterName, NameList>(isNarrowed ? [['namespace', namespaces]] : []);
  return finish(metric, fill(parsed, settings, filters, { level, pairs }));
}

/** The template as a tree, its window filled in; null when it is no PromQL. */
export function parseTemplate(metric: NamedMetric, windowMs: number): Expr | null {
  const text = metric.template.replaceAll('$window', printDurationMs(windowMs));
  const parsed = parsePromql(text);
  return parsed.kind === 'ok' ? parsed.expr : null;
}

export function ownerLevelOf(metric: NamedMetric): OwnerLevel | null {
  return metric.level === 'tenant' || metric.level === 'project' ? metric.level : null;
}

/** The pairs whose owners the filters name. */
export function ownedPairs(
  level: OwnerLevel,
  { filters, pairs }: Pick<CompileSettings, 'filters' | 'pairs'>,
): readonly OwnedPair[] {
  const tenants = filters.get('tenant');
  const projects = level === 'project' ? filters.get('project') : undefined;
  return pairs.filter(
    (pair) =>
      (tenants === undefined || matchesNames(pair.tenant, tenants)) &&
      (projects === undefined || matchesNames(ownerName('project', pair), projects)),
  );
}

function filterProblem(
  metric: NamedMetric,
  template: Expr,
  filters: ReadonlyMap<FilterName, NameList>,
): string | null {
  const taken = takenFilters(metric, template);
  for (const [filter, names] of filters) {
    if (!taken.has(filter)) {
      const choices = [...taken].join(', ') || 'none';
      return `${metric.id} cannot be filtered by ${filter}; it takes: ${choices}`;
    }
    const problem = nameListProblem(names);
    if (problem !== null) return `the filter ${filter} ${problem}`;
  }
  return null;
}

/** Filters of the level that this metric's template, or the labels of its rows, can honour. */
export function takenFilters(metric: NamedMetric, template: Expr): ReadonlySet<FilterName> {
  const inTemplate = new Set(placeholdersIn(template).map(({ filter }) => filter));
  const isOwnerLevel = ownerLevelOf(metric) !== null;
  return new Set(
    LEVELS[metric.level].filters.filter(
      (filter) =>
        isOwnerLevel || inTemplate.has(filter) || metric.labels.includes(LABEL_OF_FILTER[filter]),
    ),
  );
}

interface Ownership {
  readonly level: OwnerLevel;
  readonly pairs: readonly OwnedPair[];
}

function fill(
  template: Expr,
  { dialect }: CompileSettings,
  filters: ReadonlyMap<FilterName, NameList>,
  ownership: Ownership | null,
): Expr {
  const pruned = mapExpr(template, {
    selector: (selector) => selector,
    node: (node) => (node.kind === 'binary' ? withoutUnusedPart(node, filters) : node),
  });
  return mapExpr(pruned, {
    selector: (selector) => selectorOn(dialect, fillSelector(selector, filters)),
    node: (node) => {
      const owned = ownership !== null && node.kind === 'aggregation';
      return owned && node.grouping?.labels.includes(ownership.level) === true
        ? sumPerOwner(node, ownership.level, ownership.pairs, dialect)
        : nodeOn(dialect, node);
    },
  });
}

function withoutUnusedPart(node: BinaryExpr, filters: ReadonlyMap<FilterName, NameList>): Expr {
  return node.op === 'and' && isUnusedPart(node.rhs, filters) ? node.lhs : node;
}

function finish(metric: NamedMetric, expr: Expr): CompiledMetric {
  const promql = printPromql(expr);
  if (promql.length > MAX_QUERY_LENGTH) {
    const message = `${metric.id} takes a query of ${promql.length} characters with all names written out, more than the ${MAX_QUERY_LENGTH} allowed; name fewer`;
    return refused('too_long', message);
  }
  const again = parsePromql(promql);
  const isSame =
    again.kind === 'ok' &&
    JSON.stringify(stripOffsets(again.expr)) === JSON.stringify(stripOffsets(expr));
  if (!isSame) return refused('defect', `${metric.id} was not written as it was meant`);
  return { kind: 'ok', promql };
}

function refused(reason: 'filter' | 'too_long' | 'defect', message: string): CompiledMetric {
  return { kind: 'refused', reason, message };
}
