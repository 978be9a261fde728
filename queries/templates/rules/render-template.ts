import { isDeepStrictEqual } from 'node:util';
import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import type { BinaryExpr, Expr } from '../../promql/ast.ts';
import { MAX_QUERY_LENGTH, parsePromql } from '../../promql/parse.ts';
import { printPromql } from '../../promql/print.ts';
import { stripOffsets } from '../../promql/structure.ts';
import { RegexJudge } from '../../regex/regex-judge.ts';
import type { LabelDialect } from '../label-dialect.ts';
import { fillTemplate, PLAIN_DIALECT } from './fill-template.ts';
import type { LabelFilter } from './label-filter.ts';
import type { RuleTemplate, TemplateLevel, TemplateOperator } from './rule-template.ts';
import { parseTemplateText } from './template-text.ts';
import { thresholdProblem } from './threshold-range.ts';

/** What a user of a template decides. Everything has a default in the template. */
export interface TemplateParameters {
  /** At most 20. Several on one label must all hold. Default: the template's. */
  readonly filters?: readonly LabelFilter[];
  /** Labels of the rows beside those that are always kept; default: the template's. */
  readonly groupBy?: readonly string[];
  /** Range of rates in whole milliseconds, one minute to one day; default: the template's. */
  readonly windowMs?: number;
}

/** What of a template its query is made from. */
export type RenderableTemplate = Pick<
  RuleTemplate,
  'id' | 'promql' | 'labels' | 'filters' | 'windowMs'
>;

/** How a rule compares; `levels` are most severe first. */
export interface TemplateComparison {
  readonly operator: TemplateOperator;
  readonly levels: readonly TemplateLevel[];
}

/** Paths of findings are JSON Pointers into the parameters, or into the comparison. */
export type RenderedTemplate =
  | {
      readonly kind: 'ok';
      /** The value, without threshold. It holds no scope: that is enforced on it as on any query. */
      readonly promql: string;
      /** Labels of its rows, as the catalogue calls them. */
      readonly labels: readonly string[];
    }
  | { readonly kind: 'refused'; readonly findings: readonly ErrorDetail[] };

export type RenderedLevels =
  | {
      readonly kind: 'ok';
      readonly promql: string;
      /** `(<promql>) > 5` for each level, in the order given. */
      readonly levels: readonly { readonly severity: string; readonly promql: string }[];
    }
  | { readonly kind: 'refused'; readonly findings: readonly ErrorDetail[] };

const MAX_FILTERS = 20;
const MAX_VALUE_LENGTH = 1_024;
const MIN_WINDOW_MS = 60_000;
const MAX_WINDOW_MS = 86_400_000;
const HALF_SURROGATE = /\p{Cs}/u;

/**
 * The query of a template with a user's parameters. What users give becomes values of matchers and
 * names of declared labels in the template's tree, never text; what is printed is parsed again and
 * must be the tree that was meant. Pure; never throws.
 *
 * @example renderTemplate(redisClients, { filters: [{ label: 'service', op: '=', value: 'cache' }] })
 *   // { kind: 'ok', promql: 'sum by (namespace, service) (redis_connected_clients{service="cache"})', … }
 */
export function renderTemplate(
  template: RenderableTemplate,
  parameters: TemplateParameters = {},
  dialect: LabelDialect = PLAIN_DIALECT,
): RenderedTemplate {
  const tree = renderTree(template, parameters, dialect);
  if (tree.kind === 'refused') return tree;
  return printed(tree.expr, (promql) => ({ kind: 'ok', promql, labels: tree.labels }));
}

/** As `renderTemplate`, with one comparing query per level as well. */
export function renderLevels(
  template: RuleTemplate,
  parameters: TemplateParameters = {},
  comparison: TemplateComparison = template,
  dialect: LabelDialect = PLAIN_DIALECT,
): RenderedLevels {
  const findings = comparison.levels.flatMap(({ threshold }, index) => {
    const message = thresholdProblem(template, comparison.operator, threshold);
    return message === null ? [] : [{ path: `/levels/${index}/threshold`, message: message.en }];
  });
  const tree = renderTree(template, parameters, dialect);
  if (tree.kind === 'refused')
    return { kind: 'refused', findings: [...tree.findings, ...findings] };
  if (findings.length > 0) return { kind: 'refused', findings };
  return printed(tree.expr, (promql) => {
    const levels = comparison.levels.map(({ severity, threshold }) => ({
      severity,
      promql: printPromql(compared(tree.expr, comparison.operator, threshold)),
    }));
    return { kind: 'ok', promql, levels };
  });
}

/** The labels that rows carry when these are grouped by: those that are always kept come first. */
export function groupLabels(
  template: Pick<RuleTemplate, 'labels'>,
  groupBy: readonly string[] | undefined,
): readonly string[] {
  return template.labels
    .filter(({ name, group }) =>
      group === 'always' || groupBy === undefined ? group !== 'optional' : groupBy.includes(name),
    )
    .map(({ name }) => name);
}

type Refused = Extract<RenderedTemplate, { kind: 'refused' }>;

function renderTree(
  template: RenderableTemplate,
  parameters: TemplateParameters,
  dialect: LabelDialect,
): { readonly kind: 'ok'; readonly expr: Expr; readonly labels: readonly string[] } | Refused {
  const findings = parameterFindings(template, parameters);
  if (findings.length > 0) return { kind: 'refused', findings };
  const parsed = parseTemplateText(template.promql);
  if (parsed.kind === 'error') {
    return refused('', `the template ${template.id} does not parse: ${parsed.message}`);
  }
  const labels = groupLabels(template, parameters.groupBy);
  const expr = fillTemplate(parsed.expr, {
    filters: parameters.filters ?? template.filters,
    groupBy: labels,
    windowMs: parameters.windowMs ?? template.windowMs ?? MIN_WINDOW_MS,
    dialect,
  });
  return { kind: 'ok', expr, labels };
}

function printed<T>(expr: Expr, finish: (promql: string) => T): T | Refused {
  const promql = printPromql(expr);
  if (promql.length > MAX_QUERY_LENGTH) {
    const message = `the query has ${promql.length} characters with all filters written out, more than the ${MAX_QUERY_LENGTH} allowed`;
    return refused('/filters', message);
  }
  const again = parsePromql(promql);
  if (again.kind === 'error') return refused('', `${again.error.text} in ${promql}`);
  const isSame = isDeepStrictEqual(stripOffsets(again.expr), stripOffsets(expr));
  return isSame ? finish(promql) : refused('', `the query was not written as meant: ${promql}`);
}

function compared(expr: Expr, op: TemplateOperator, threshold: number): BinaryExpr {
  const at = { start: 0, end: 0 };
  return {
    kind: 'binary',
    op,
    lhs: { kind: 'paren', expr, ...at },
    rhs: { kind: 'number', value: threshold, isDuration: false, ...at },
    returnBool: false,
    matching: null,
    fill: null,
    opStart: 0,
    ...at,
  };
}

function parameterFindings(
  template: RenderableTemplate,
  { filters = template.filters, groupBy = [], windowMs }: TemplateParameters,
): readonly ErrorDetail[] {
  const findings: ErrorDetail[] = [];
  if (filters.length > MAX_FILTERS) {
    const message = `has ${filters.length} filters, at most ${MAX_FILTERS} are allowed`;
    return [{ path: '/filters', message }];
  }
  const judge = new RegexJudge();
  for (const [index, filter] of filters.entries()) {
    const fault = filterFault(template, filter, judge);
    if (fault !== null) findings.push({ path: `/filters/${index}/${fault[0]}`, message: fault[1] });
  }
  for (const [index, label] of groupBy.entries()) {
    if (template.labels.some(({ name }) => name === label)) continue;
    const message = `${template.id} cannot be grouped by "${label}"; it takes: ${namesOf(template.labels)}`;
    findings.push({ path: `/groupBy/${index}`, message });
  }
  if (windowMs !== undefined) findings.push(...windowFindings(template, windowMs));
  return findings;
}

function filterFault(
  template: RenderableTemplate,
  { label, op, value }: LabelFilter,
  judge: RegexJudge,
): readonly ['label' | 'value', string] | null {
  const taken = template.labels.filter(({ filter }) => filter);
  if (!taken.some(({ name }) => name === label)) {
    const choices = namesOf(taken) || 'none';
    return ['label', `${template.id} cannot be filtered by "${label}"; it takes: ${choices}`];
  }
  if (value.length > MAX_VALUE_LENGTH) {
    return ['value', `has ${value.length} characters, at most ${MAX_VALUE_LENGTH} are allowed`];
  }
  if (HALF_SURROGATE.test(value)) return ['value', 'is no Unicode text'];
  const problem = op === '=~' || op === '!~' ? judge.problem(value) : null;
  return problem === null ? null : ['value', problem];
}

function windowFindings(template: RenderableTemplate, windowMs: number): readonly ErrorDetail[] {
  const path = '/windowMs';
  if (template.windowMs === null) return [{ path, message: `${template.id} has no window` }];
  const isFine =
    Number.isSafeInteger(windowMs) && windowMs >= MIN_WINDOW_MS && windowMs <= MAX_WINDOW_MS;
  return isFine ? [] : [{ path, message: `must be whole milliseconds from one minute to one day` }];
}

function namesOf(labels: readonly { readonly name: string }[]): string {
  return labels.map(({ name }) => name).join(', ');
}

function refused(path: string, message: string): Refused {
  return { kind: 'refused', findings: [{ path, message }] };
}
