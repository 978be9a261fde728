import { type Labels, labelsFrom } from '../../../platform/model/labels.ts';
import { parsePromql } from '../../../queries/promql/parse.ts';
import { MAX_SCOPED_LENGTH } from '../../../queries/scope/enforce.ts';
import { compileRuleTemplate } from '../../ruler/template/rule-template.ts';
import type { GroupRule } from '../manifests/rule-group.ts';
import { type FileProblem, type YamlFields, YamlReading, type YamlValue } from './yaml-reading.ts';

/** A group of a Prometheus rule file. */
export interface RuleFileGroup {
  readonly name: string;
  readonly line: number;
  /** Null: the default of who evaluates it. */
  readonly intervalMs: number | null;
  /** Most alerts or series of one rule, inclusive; 0: no bound. */
  readonly limit: number;
  readonly queryOffsetMs: number;
  readonly rules: readonly RuleFileRule[];
}

export interface RuleFileRule {
  readonly line: number;
  /** With the labels of its group. */
  readonly rule: GroupRule;
}

export type RuleFileReading =
  | { readonly kind: 'groups'; readonly groups: readonly RuleFileGroup[] }
  /** All that was found, by line. */
  | { readonly kind: 'refused'; readonly problems: readonly FileProblem[] };

const GROUP = ['name', 'interval', 'limit', 'query_offset', 'labels', 'rules'];
const RULE = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];

/**
 * Reads a Prometheus rule file and checks it as Prometheus does before it loads one: fields, names,
 * durations, expressions, templates. Pure.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
 */
export function readRuleFile(text: string): RuleFileReading {
  const yaml = new YamlReading(text);
  const root = yaml.fields(yaml.root, 'a rule file', ['groups']);
  const groups = yaml.list(root.get('groups'), 'groups').map((group) => readGroup(yaml, group));
  const seen = new Set<string>();
  for (const { name, line } of groups) {
    if (seen.has(name)) yaml.refuse(line, `there are two groups ${JSON.stringify(name)}`);
    seen.add(name);
  }
  if (yaml.problems.length === 0) return { kind: 'groups', groups };
  return { kind: 'refused', problems: yaml.problems.toSorted((a, b) => a.line - b.line) };
}

function readGroup(yaml: YamlReading, value: YamlValue): RuleFileGroup {
  const fields = yaml.fields(value, 'a group', GROUP);
  const name = yaml.text(fields.get('name'), 'name');
  if (name === '') yaml.refuse(fields.line, 'a group needs a name');
  const limit = yaml.number(fields.get('limit'), 'limit');
  if (!Number.isInteger(limit)) yaml.refuse(fields.get('limit'), 'limit: expected a whole number');
  const shared = readLabels(yaml, fields);
  return {
    name,
    line: fields.line,
    intervalMs: yaml.durationMs(fields.get('interval'), 'interval'),
    limit: Math.max(limit, 0),
    queryOffsetMs: yaml.durationMs(fields.get('query_offset'), 'query_offset') ?? 0,
    rules: yaml.list(fields.get('rules'), 'rules').map((rule) => readRule(yaml, rule, shared)),
  };
}

function readRule(yaml: YamlReading, value: YamlValue, shared: Labels): RuleFileRule {
  const fields = yaml.fields(value, 'a rule', RULE);
  const { line } = fields;
  const textOf = (name: string) => yaml.text(fields.get(name), name);
  const [record, alert, expr] = [textOf('record'), textOf('alert'), textOf('expr')] as const;
  const labels = labelsFrom([...shared, ...readLabels(yaml, fields)]);
  if ((record === '') === (alert === '')) {
    yaml.refuse(line, 'a rule has either record or alert');
  }
  checkExpression(yaml, fields, expr);
  if (alert === '') {
    checkRecord(yaml, fields, record);
    return { line, rule: { kind: 'recording', record, expr, labels } };
  }
  const annotations = yaml.texts(fields.get('annotations'), 'annotations');
  checkTexts(yaml, fields, alert, annotations);
  const forMs = yaml.durationMs(fields.get('for'), 'for') ?? 0;
  const keepFiringForMs = yaml.durationMs(fields.get('keep_firing_for'), 'keep_firing_for') ?? 0;
  return {
    line,
    rule: { kind: 'alerting', alert, expr, forMs, keepFiringForMs, labels, annotations },
  };
}

function readLabels(yaml: YamlReading, fields: YamlFields): Labels {
  const labels = yaml.labels(fields.get('labels'), 'labels');
  for (const name of labels.keys()) {
    if (name === '' || name === '__name__') {
      yaml.refuse(fields.get('labels'), `labels: ${JSON.stringify(name)} cannot be set`);
    }
  }
  return labels;
}

function checkExpression(yaml: YamlReading, fields: YamlFields, expr: string): void {
  if (expr === '') {
    yaml.refuse(fields.line, 'a rule needs an expr');
    return;
  }
  const parsed = parsePromql(expr, { maxLength: MAX_SCOPED_LENGTH });
  if (parsed.kind === 'error') yaml.refuse(fields.get('expr'), `expr: ${parsed.error.text}`);
}

function checkRecord(yaml: YamlReading, fields: YamlFields, record: string): void {
  for (const name of ['for', 'keep_firing_for', 'annotations']) {
    if (fields.has(name)) yaml.refuse(fields.get(name), `a recording rule has no ${name}`);
  }
  if (/[{}]/.test(record)) {
    yaml.refuse(
      fields.get('record'),
      'record: a name without braces; what they hold goes to labels',
    );
  }
}

function checkTexts(
  yaml: YamlReading,
  fields: YamlFields,
  alert: string,
  annotations: ReadonlyMap<string, string>,
): void {
  if (annotations.has('')) yaml.refuse(fields.get('annotations'), 'annotations: one has no name');
  const labels = yaml.texts(fields.get('labels'), 'labels');
  for (const [place, texts] of [
    ['labels', labels],
    ['annotations', annotations],
  ] as const) {
    for (const [name, text] of texts) {
      const { problem } = compileRuleTemplate(text, alert);
      if (problem !== null) yaml.refuse(fields.get(place), `${place}: ${name}: ${problem}`);
    }
  }
}
