import type { RuleSourceInput } from '../../../../contract/rules.ts';
import { levelText, type RuleContent } from './rule-text.ts';

/** Parts of a rule that can differ; their names are in the dictionary. */
export type DiffField =
  | 'name'
  | 'scope'
  | 'enabled'
  | 'language'
  | 'template'
  | 'filters'
  | 'groupBy'
  | 'window'
  | 'logForm'
  | 'expression'
  | 'unit'
  | 'interval'
  | 'levelOrder'
  | 'level'
  | 'label'
  | 'annotation'
  | 'contact'
  | 'runbookUrl'
  | 'dashboardUrl'
  | 'channels'
  | 'levelChange'
  | 'other';

/** One difference; null on a side where there is none of it. */
export interface FieldChange {
  readonly field: DiffField;
  /** Severity of a level, name of a label or annotation; empty otherwise. */
  readonly of: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Field by field what is different, in the order of the form. Empty where nothing is. */
export function diffRule(before: RuleContent, after: RuleContent): readonly FieldChange[] {
  const plain = (['name', 'scope'] as const).map((field) =>
    one(field, before[field], after[field]),
  );
  const late = (['contact', 'runbookUrl', 'dashboardUrl', 'levelChange'] as const).map((field) =>
    one(field, before[field] || null, after[field] || null),
  );
  return [
    ...plain,
    one('enabled', String(before.enabled), String(after.enabled)),
    ...diffSource(before.source, after.source),
    one('language', before.language, after.language),
    one('expression', before.expression, after.expression),
    one('unit', before.unit ?? null, after.unit ?? null),
    one('interval', before.interval, after.interval),
    ...diffLevels(before, after),
    ...diffMaps('label', before.labels, after.labels),
    ...diffMaps('annotation', before.annotations, after.annotations),
    one('channels', before.channels.join(', ') || null, after.channels.join(', ') || null),
    ...late,
    ...diffOthers(before, after),
  ].filter((change) => change.before !== change.after);
}

const TOLD: ReadonlySet<string> = new Set([
  ...['name', 'scope', 'enabled', 'source', 'language', 'expression', 'unit', 'interval'],
  ...['levels'],
  ...['labels', 'annotations', 'channels', 'contact', 'runbookUrl', 'dashboardUrl', 'levelChange'],
]);

/** Members that have no words of their own here, by their names. */
function diffOthers(before: RuleContent, after: RuleContent): readonly FieldChange[] {
  const texts = (rule: RuleContent) =>
    new Map(
      Object.entries(rule)
        .filter(([name, value]) => !TOLD.has(name) && value !== undefined)
        .map(([name, value]) => [name, JSON.stringify(value)]),
    );
  return changesOf('other', texts(before), texts(after));
}

function one(field: DiffField, before: string | null, after: string | null, of = ''): FieldChange {
  return { field, of, before, after };
}

function diffSource(
  before: RuleSourceInput | undefined,
  after: RuleSourceInput | undefined,
): readonly FieldChange[] {
  const [a, b] = [sourceTexts(before), sourceTexts(after)];
  return (['template', 'filters', 'groupBy', 'window', 'logForm'] as const).map((field) =>
    one(field, a[field] ?? null, b[field] ?? null),
  );
}

function sourceTexts(
  source: RuleSourceInput | undefined,
): Partial<Readonly<Record<DiffField, string>>> {
  if (source === undefined) return {};
  if (source.kind === 'log_form') return { logForm: JSON.stringify(source.form) };
  const { filters, groupBy, window } = source.parameters;
  return {
    template: source.template,
    ...(filters && {
      filters: filters.map(({ label, op, value }) => `${label}${op}"${value}"`).join(', '),
    }),
    ...(groupBy && { groupBy: groupBy.join(', ') }),
    ...(window && { window }),
  };
}

function diffLevels(before: RuleContent, after: RuleContent): readonly FieldChange[] {
  const [a, b] = [before, after].map(
    ({ levels }) => new Map(levels.map((level) => [level.severity, levelText(level)])),
  );
  if (a === undefined || b === undefined) return [];
  const changes = changesOf('level', a, b);
  const isSameSet = a.size === b.size && [...a.keys()].every((severity) => b.has(severity));
  const order = isSameSet
    ? [one('levelOrder', [...a.keys()].join(', '), [...b.keys()].join(', '))]
    : [];
  return [...order, ...changes];
}

function diffMaps(
  field: 'label' | 'annotation',
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly FieldChange[] {
  return changesOf(field, new Map(Object.entries(before)), new Map(Object.entries(after)));
}

function changesOf(
  field: DiffField,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly FieldChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.map((name) => one(field, before.get(name) ?? null, after.get(name) ?? null, name));
}
