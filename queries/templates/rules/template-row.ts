import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { UnitName } from '../units.data.ts';
import type { LabelFilter } from './label-filter.ts';
import type {
  ResourceName,
  RuleTemplate,
  TemplateLabel,
  TemplateOperator,
  ThresholdRange,
} from './rule-template.ts';
import { RESOURCES } from './template-resources.data.ts';
import { UNIT_RANGES } from './unit-ranges.data.ts';

/** What a row says beside its columns. */
export interface RowOptions {
  /** Labels beside the resource's that are grouped by as well. */
  readonly more?: readonly string[];
  /** Labels that are grouped by on demand. */
  readonly optional?: readonly string[];
  /** Labels that the series read do not carry by these names: `$f` leaves them out. */
  readonly joined?: readonly string[];
  /** Labels that the query makes itself: rows cannot be narrowed by them. */
  readonly made?: readonly string[];
  readonly filters?: readonly LabelFilter[];
  /** Default `5m`. */
  readonly window?: string;
  /** Where it is not the unit's. */
  readonly range?: ThresholdRange;
}

/** Thresholds by severity; the order in which they are written is of no account. */
export type RowLevels = Readonly<Partial<Record<RowSeverity, number>>>;

type RowSeverity = 'critical' | 'warning' | 'info';
const SEVERITIES: readonly RowSeverity[] = ['critical', 'warning', 'info'];

/** One row of the data files. In its query `$f` stands for matchers that take the user's filters. */
export interface TemplateRow extends RowOptions {
  readonly rule: string;
  readonly unit: UnitName;
  /** Title and description: English, Chinese, English, Chinese. */
  readonly texts: readonly [string, string, string, string];
  readonly promql: string;
  readonly operator: TemplateOperator;
  readonly levels: RowLevels;
  readonly for: string;
  /** English, Chinese. */
  readonly advice: readonly [string, string];
}

/** A row from its columns, in the order in which the catalogue's tables read best. */
export function row(
  rule: string,
  unit: UnitName,
  texts: TemplateRow['texts'],
  promql: string,
  comparison: readonly [TemplateOperator, RowLevels, string],
  advice: TemplateRow['advice'],
  options: RowOptions = {},
): TemplateRow {
  const [operator, levels, forText] = comparison;
  return { rule, unit, texts, promql, operator, levels, for: forText, advice, ...options };
}

/** The templates of a resource. */
export function templatesFrom(
  resource: ResourceName,
  rows: readonly TemplateRow[],
): readonly RuleTemplate[] {
  return rows.map((one) => templateFrom(resource, one));
}

function templateFrom(resource: ResourceName, one: TemplateRow): RuleTemplate {
  const { scope, labels: shared } = RESOURCES[resource];
  const labels: readonly TemplateLabel[] = [
    ...shared,
    ...(one.more ?? []).map((name) => labelOf(one, name, 'default')),
    ...(one.optional ?? []).map((name) => labelOf(one, name, 'optional')),
  ];
  const [en, zh, descriptionEn, descriptionZh] = one.texts;
  const promql = one.promql.replaceAll('$f', placeholders(labels, one));
  return {
    id: `${scope}.${resource}.${one.rule}`,
    scope,
    resource,
    rule: one.rule,
    title: { en, zh },
    description: { en: descriptionEn, zh: descriptionZh },
    advice: { en: one.advice[0], zh: one.advice[1] },
    promql,
    unit: one.unit,
    labels,
    filters: one.filters ?? [],
    windowMs: promql.includes('$window') ? (parseDurationMs(one.window ?? '5m') ?? null) : null,
    operator: one.operator,
    levels: SEVERITIES.flatMap((severity) => {
      const threshold = one.levels[severity];
      return threshold === undefined ? [] : [{ severity, threshold }];
    }),
    forMs: parseDurationMs(one.for) ?? 0,
    range: one.range ?? UNIT_RANGES[one.unit],
  };
}

function labelOf(
  { made = [] }: TemplateRow,
  name: string,
  group: TemplateLabel['group'],
): TemplateLabel {
  return { name, group, filter: !made.includes(name) };
}

function placeholders(labels: readonly TemplateLabel[], { joined = [] }: TemplateRow): string {
  return labels
    .filter(({ name, filter }) => filter && !joined.includes(name))
    .map(({ name }) => `${name}=~"$${name}"`)
    .join(',');
}
