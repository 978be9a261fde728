import {
  EXTRA_FIELDS,
  type ExchangeDialect,
  type ExchangeGroup,
  type ExchangeRule,
  type ExtraKind,
  type ExtraValue,
} from './exchange-group.ts';
import { FieldReader, type Findings } from './field-reader.ts';
import type { Located } from './located.ts';

/** A group before its language is known. */
export type ReadGroup = Omit<ExchangeGroup, 'language'>;

/**
 * Reads the groups of one document. A rule with anything wrong in it is left out and stands among
 * the refusals; so does each rule of a group that cannot be read itself.
 */
export function readGroups(
  items: readonly Located[],
  path: string,
  dialect: ExchangeDialect,
  findings: Findings,
): readonly ReadGroup[] {
  const names = new Set<string>();
  return items.flatMap((item, index) => {
    const at = `${path}[${index}]`;
    const group = readGroup(item, at, dialect, findings);
    if (group === null) return [];
    const { name, line } = group;
    if (!names.has(name)) {
      names.add(name);
      return [group];
    }
    refuseAll(group, at, findings, 'stands twice in this place', '在同一位置重复', line);
    return [];
  });
}

function readGroup(
  item: Located,
  path: string,
  dialect: ExchangeDialect,
  findings: Findings,
): ReadGroup | null {
  if (item.kind !== 'map') {
    refuseShape(item, path, { group: '', rule: '' }, findings);
    return null;
  }
  const named = item.entries.get('name');
  const group = named?.kind === 'text' ? named.text : '';
  const fields = new FieldReader(item, path, findings, { group, rule: '' });
  const own = {
    name: fields.required('name'),
    interval: fields.duration('interval'),
    queryOffset: fields.duration('query_offset'),
    limit: fields.count('limit'),
    labels: fields.labels('labels'),
    extra: readExtra(fields, dialect),
    line: item.line,
  };
  const rules = fields
    .list('rules')
    .flatMap((rule, index) => readRule(rule, `${path}.rules[${index}]`, dialect, findings, group));
  fields.finish();
  if (fields.isSound) return { ...own, rules };
  const broken = { ...own, rules };
  refuseAll(broken, path, findings, 'is in a group that cannot be read', '所在的组无法读取');
  return null;
}

function readExtra(fields: FieldReader, dialect: ExchangeDialect): ReadonlyMap<string, ExtraValue> {
  const extra = new Map<string, ExtraValue>();
  for (const [name, holds] of EXTRA_FIELDS.get(dialect) ?? []) {
    const value = readExtraField(fields, name, holds);
    if (value !== null) extra.set(name, value);
  }
  return extra;
}

function readExtraField(fields: FieldReader, name: string, holds: ExtraKind): ExtraValue | null {
  switch (holds) {
    case 'text':
      return fields.text(name);
    case 'duration':
      return fields.duration(name);
    case 'flag':
      return fields.flag(name);
    case 'texts':
      return fields.texts(name);
    default:
      return holds satisfies never;
  }
}

function readRule(
  item: Located,
  path: string,
  dialect: ExchangeDialect,
  findings: Findings,
  group: string,
): readonly ExchangeRule[] {
  if (item.kind !== 'map') {
    refuseShape(item, path, { group, rule: '' }, findings);
    return [];
  }
  const kind = item.entries.has('record') ? 'record' : 'alert';
  const named = item.entries.get(kind);
  const rule = named?.kind === 'text' ? named.text : '';
  const fields = new FieldReader(item, path, findings, { group, rule });
  const own = {
    kind,
    name: fields.required(kind),
    expr: fields.required('expr'),
    for: fields.duration('for'),
    keepFiringFor: fields.duration('keep_firing_for'),
    labels: fields.labels('labels'),
    annotations: fields.labels('annotations'),
    line: item.line,
  } as const;
  checkKind(fields, own, dialect);
  fields.finish();
  return fields.isSound ? [own] : [];
}

function checkKind(fields: FieldReader, rule: ExchangeRule, dialect: ExchangeDialect): void {
  const { kind, line } = rule;
  const isForeign =
    (dialect === 'AlertingRule' && kind === 'record') ||
    (dialect === 'RecordingRule' && kind === 'alert');
  if (isForeign)
    fields.refuse(line, kind, `does not belong into a ${dialect}`, `不属于 ${dialect}`);
  if (kind === 'alert') return;
  if (fields.value('alert') !== undefined) {
    fields.refuse(line, 'alert', 'stands beside record', '不能与 record 同时出现');
  }
  const isPlain = rule.for === null && rule.keepFiringFor === null && rule.annotations.size === 0;
  if (!isPlain) {
    const en = 'has "for", "keep_firing_for" or annotations, which only alerts have';
    fields.refuse(line, 'record', en, '含有只有告警才有的 for、keep_firing_for 或 annotations');
  }
}

function refuseShape(
  { line }: Located,
  path: string,
  whose: { readonly group: string; readonly rule: string },
  { refusals }: Findings,
): void {
  const message = { en: `${path} must be names with values.`, zh: `${path} 必须是映射。` };
  refusals.push({ line, path, ...whose, message });
}

/** One refusal per rule, and one for the group where it has none. */
function refuseAll(
  { name, rules }: ReadGroup,
  path: string,
  { refusals }: Findings,
  en: string,
  zh: string,
  line?: number,
): void {
  if (line !== undefined && rules.length === 0) {
    const message = { en: `${path} ${en}.`, zh: `${path} ${zh}。` };
    refusals.push({ line, path, group: name, rule: '', message });
  }
  for (const rule of rules) {
    const message = { en: `${rule.name} ${en}.`, zh: `${rule.name} ${zh}。` };
    refusals.push({ line: line ?? rule.line, path, group: name, rule: rule.name, message });
  }
}
