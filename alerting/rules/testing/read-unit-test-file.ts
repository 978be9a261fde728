import type { Labels } from '../../../platform/model/labels.ts';
import {
  parseMetric,
  parseSequence,
  type SequencePoint,
} from '../../../queries/promql/series-notation.ts';
import { type FileProblem, type YamlFields, YamlReading, type YamlValue } from './yaml-reading.ts';

/** A file of promtool's unit tests. */
export interface UnitTestFile {
  /** As written: relative to the file, perhaps patterns. */
  readonly ruleFiles: readonly string[];
  readonly evaluationIntervalMs: number;
  /** Names of groups, each once. */
  readonly groupOrder: readonly string[];
  /** Values that differ in their last bit are equal. */
  readonly isFuzzy: boolean;
  readonly tests: readonly UnitTest[];
}

/** Series, and what rules and expressions make of them. Instants are after `startMs`. */
export interface UnitTest {
  readonly line: number;
  /** Empty where it has none. */
  readonly name: string;
  /** Between two points of the series. */
  readonly intervalMs: number;
  /** Unix milliseconds. */
  readonly startMs: number;
  readonly inputSeries: readonly InputSeries[];
  readonly alertTests: readonly AlertTest[];
  readonly exprTests: readonly ExprTest[];
  readonly externalLabels: Labels;
  readonly externalUrl: string;
}

export interface InputSeries {
  readonly labels: Labels;
  readonly points: readonly Exclude<SequencePoint, 'histogram'>[];
}

export interface AlertTest {
  readonly line: number;
  readonly evalTimeMs: number;
  readonly alertname: string;
  readonly expected: readonly ExpectedAlert[];
}

/** As written, empty texts among them. The labels hold `alertname`. */
export interface ExpectedAlert {
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

export interface ExprTest {
  readonly line: number;
  readonly evalTimeMs: number;
  readonly expr: string;
  readonly expected: readonly ExpectedSample[];
}

export interface ExpectedSample {
  readonly labels: Labels;
  readonly value: number;
}

export type UnitTestReading =
  | { readonly kind: 'file'; readonly file: UnitTestFile }
  /** All that was found, by line. */
  | { readonly kind: 'refused'; readonly problems: readonly FileProblem[] };

const FILE = ['rule_files', 'evaluation_interval', 'group_eval_order', 'fuzzy_compare', 'tests'];
const TEST = [
  'name',
  'interval',
  'start_timestamp',
  'input_series',
  'alert_rule_test',
  'promql_expr_test',
  'external_labels',
  'external_url',
];
const MINUTE_MS = 60_000;
const HISTOGRAMS = 'native histograms are not supported';

/**
 * Reads a file of promtool's unit tests. Pure.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
export function readUnitTestFile(text: string): UnitTestReading {
  const yaml = new YamlReading(text);
  const root = yaml.fields(yaml.root, 'a test file', FILE);
  const interval = root.get('evaluation_interval');
  const evaluationIntervalMs = yaml.durationMs(interval, 'evaluation_interval') || MINUTE_MS;
  const file: UnitTestFile = {
    ruleFiles: readTexts(yaml, root, 'rule_files'),
    evaluationIntervalMs,
    groupOrder: readOrder(yaml, root),
    isFuzzy: yaml.boolean(root.get('fuzzy_compare'), 'fuzzy_compare'),
    tests: yaml
      .list(root.get('tests'), 'tests')
      .map((test) => readTest(yaml, test, evaluationIntervalMs)),
  };
  if (yaml.problems.length === 0) return { kind: 'file', file };
  return { kind: 'refused', problems: yaml.problems.toSorted((a, b) => a.line - b.line) };
}

function readTexts(yaml: YamlReading, fields: YamlFields, name: string): readonly string[] {
  return yaml.list(fields.get(name), name).map((item) => yaml.text(item, `an item of ${name}`));
}

function readOrder(yaml: YamlReading, root: YamlFields): readonly string[] {
  const order = readTexts(yaml, root, 'group_eval_order');
  const twice = order.find((name, index) => order.indexOf(name) !== index);
  if (twice !== undefined) {
    const message = `group_eval_order names the group ${JSON.stringify(twice)} twice`;
    yaml.refuse(root.get('group_eval_order'), message);
  }
  return order;
}

function readTest(yaml: YamlReading, value: YamlValue, evaluationIntervalMs: number): UnitTest {
  const fields = yaml.fields(value, 'a test', TEST);
  const list = (name: string) => yaml.list(fields.get(name), name);
  return {
    line: fields.line,
    name: yaml.text(fields.get('name'), 'name'),
    intervalMs: yaml.durationMs(fields.get('interval'), 'interval') || evaluationIntervalMs,
    startMs: readStart(yaml, fields.get('start_timestamp')),
    inputSeries: list('input_series').map((one) => readSeries(yaml, one)),
    alertTests: list('alert_rule_test').map((one) => readAlertTest(yaml, one)),
    exprTests: list('promql_expr_test').map((one) => readExprTest(yaml, one)),
    externalLabels: yaml.labels(fields.get('external_labels'), 'external_labels'),
    externalUrl: yaml.text(fields.get('external_url'), 'external_url'),
  };
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

function readStart(yaml: YamlReading, value: YamlValue): number {
  const text = yaml.text(value, 'start_timestamp');
  if (text === '') return 0;
  const atMs = RFC3339.test(text) ? Date.parse(text) : Number(text) * 1_000;
  if (Number.isFinite(atMs)) return Math.round(atMs);
  yaml.refuse(value, 'start_timestamp: expected Unix seconds or an instant of RFC 3339');
  return 0;
}

function readSeries(yaml: YamlReading, value: YamlValue): InputSeries {
  const fields = yaml.fields(value, 'a series', ['series', 'values']);
  const labels = readMetric(yaml, fields.get('series'), 'series');
  const points: Exclude<SequencePoint, 'histogram'>[] = [];
  const values = fields.get('values');
  for (const point of tried(yaml, values, () => parseSequence(yaml.text(values, 'values'))) ?? []) {
    if (point === 'histogram') {
      yaml.refuse(values, `values: ${HISTOGRAMS}`);
      break;
    }
    points.push(point);
  }
  return { labels, points };
}

function readAlertTest(yaml: YamlReading, value: YamlValue): AlertTest {
  const fields = yaml.fields(value, 'an alert test', ['eval_time', 'alertname', 'exp_alerts']);
  const alertname = yaml.text(fields.get('alertname'), 'alertname');
  if (alertname === '') yaml.refuse(fields.line, 'an alert test needs an alertname');
  const expected = yaml.list(fields.get('exp_alerts'), 'exp_alerts').map((one) => {
    const alert = yaml.fields(one, 'an expected alert', ['exp_labels', 'exp_annotations']);
    const labels = yaml.texts(alert.get('exp_labels'), 'exp_labels');
    return {
      labels: new Map([...labels, ['alertname', alertname]]),
      annotations: yaml.texts(alert.get('exp_annotations'), 'exp_annotations'),
    };
  });
  return { line: fields.line, evalTimeMs: evalTime(yaml, fields), alertname, expected };
}

function readExprTest(yaml: YamlReading, value: YamlValue): ExprTest {
  const fields = yaml.fields(value, 'an expression test', ['eval_time', 'expr', 'exp_samples']);
  const expected = yaml.list(fields.get('exp_samples'), 'exp_samples').map((one) => {
    const sample = yaml.fields(one, 'an expected sample', ['labels', 'value', 'histogram']);
    if (sample.has('histogram')) yaml.refuse(sample.get('histogram'), HISTOGRAMS);
    return {
      labels: readMetric(yaml, sample.get('labels'), 'labels'),
      value: yaml.number(sample.get('value'), 'value'),
    };
  });
  const expr = yaml.text(fields.get('expr'), 'expr');
  return { line: fields.line, evalTimeMs: evalTime(yaml, fields), expr, expected };
}

function evalTime(yaml: YamlReading, fields: YamlFields): number {
  return yaml.durationMs(fields.get('eval_time'), 'eval_time') ?? 0;
}

function readMetric(yaml: YamlReading, value: YamlValue, what: string): Labels {
  const text = yaml.text(value, what);
  return tried(yaml, value, () => parseMetric(text)) ?? new Map();
}

function tried<T>(yaml: YamlReading, at: YamlValue, read: () => T): T | null {
  try {
    return read();
  } catch (thrown) {
    yaml.refuse(at, thrown instanceof Error ? thrown.message : String(thrown));
    return null;
  }
}
