import { assertNever } from '../../platform/model/assert-never.ts';
import type {
  BinaryExpr,
  Grouping,
  LabelMatcher,
  LogRange,
  MetricExpr,
  RangeAggregation,
  VectorAggregation,
} from '../../queries/logql/ast.ts';

/** A line of a log. */
export interface LogLine {
  readonly labels: Readonly<Record<string, string>>;
  readonly atMs: number;
  readonly text: string;
}

/** Values by label set, as JSON of the sorted pairs; a number stands for itself. */
export type Instant = ReadonlyMap<string, number>;
type Value = Instant | number;
interface Entry {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * The value of a metric query at one instant, from lines in memory, oldest first: as much of LogQL as
 * tests of the range cache generate. @throws Error for anything else.
 */
export function evaluateLogql(expr: MetricExpr, lines: readonly LogLine[], atMs: number): Instant {
  const value = evaluate(expr, lines, atMs);
  return typeof value === 'number' ? new Map([[keyOf({}), value]]) : value;
}

function evaluate(expr: MetricExpr, lines: readonly LogLine[], atMs: number): Value {
  switch (expr.kind) {
    case 'range_aggregation':
      return rangeAggregation(expr, lines, atMs);
    case 'vector_aggregation':
      return vectorAggregation(expr, vectorOf(evaluate(expr.expr, lines, atMs)));
    case 'binary':
      return binary(expr, evaluate(expr.lhs, lines, atMs), evaluate(expr.rhs, lines, atMs));
    case 'paren':
      return evaluate(expr.expr, lines, atMs);
    case 'number':
      return expr.value;
    case 'vector':
      return new Map([[keyOf({}), expr.value]]);
    case 'label_replace':
      throw new Error('label_replace is not evaluated here');
    default:
      return assertNever(expr);
  }
}

function rangeAggregation(
  expr: RangeAggregation,
  lines: readonly LogLine[],
  atMs: number,
): Instant {
  const { range, op, grouping, param } = expr;
  const toMs = atMs - range.offsetNs / 1e6;
  const fromMs = toMs - range.rangeNs / 1e6;
  const entries = lines
    .filter((line) => line.atMs > fromMs && line.atMs <= toMs)
    .flatMap((line) => entryOf(line, range));
  if (op === 'absent_over_time') return new Map(entries.length > 0 ? [] : [[keyOf({}), 1]]);
  const seconds = range.rangeNs / 1e9;
  const values = grouped(entries, grouping);
  return new Map(
    [...values].map(([key, all]) => [key, overTime(op, all, seconds, param?.value ?? 0)]),
  );
}

function entryOf(line: LogLine, { selector, stages, unwrap }: LogRange): readonly Entry[] {
  if (!selector.matchers.every((matcher) => fits(matcher, line.labels))) return [];
  let labels = line.labels;
  for (const stage of stages) {
    if (stage.kind === 'logfmt') labels = { ...fieldsOf(line.text), ...labels };
    else if (stage.kind !== 'line_filter') throw new Error(`${stage.kind} is not evaluated here`);
    else {
      const isThere = stage.alternatives.some(({ value }) => line.text.includes(value));
      if (isThere !== (stage.op === '|=')) return [];
    }
  }
  if (unwrap === null) return [{ labels, value: Buffer.byteLength(line.text) }];
  const { [unwrap.label]: text, ...rest } = labels;
  return text === undefined ? [] : [{ labels: rest, value: Number(text) }];
}

function fieldsOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/(\w+)=(\S+)/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

function fits({ name, op, value }: LabelMatcher, labels: LogLine['labels']): boolean {
  const given = labels[name] ?? '';
  const isEqual = op.endsWith('~') ? new RegExp(`^(?:${value})$`).test(given) : given === value;
  return isEqual === op.startsWith('=');
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const average = (values: readonly number[]) => sumOf(values) / values.length;
const variance = (values: readonly number[]) => {
  const mean = average(values);
  return average(values.map((value) => (value - mean) ** 2));
};

function overTime(op: string, values: readonly number[], seconds: number, param: number): number {
  const known: Readonly<Record<string, () => number>> = {
    count_over_time: () => values.length,
    rate: () => values.length / seconds,
    bytes_over_time: () => sumOf(values),
    bytes_rate: () => sumOf(values) / seconds,
    sum_over_time: () => sumOf(values),
    avg_over_time: () => average(values),
    min_over_time: () => Math.min(...values),
    max_over_time: () => Math.max(...values),
    stdvar_over_time: () => variance(values),
    first_over_time: () => values[0] ?? Number.NaN,
    last_over_time: () => values.at(-1) ?? Number.NaN,
    quantile_over_time: () =>
      [...values].sort((a, b) => a - b)[Math.floor(param * (values.length - 1))] ?? Number.NaN,
  };
  return evaluated(known, op);
}

function vectorAggregation(expr: VectorAggregation, vector: Instant): Instant {
  const { op, grouping, param } = expr;
  const entries = [...vector].map(([key, value]) => ({ labels: labelsOf(key), value }));
  if (op === 'sort' || op === 'sort_desc') return vector;
  if (op === 'topk' || op === 'bottomk') {
    const sign = op === 'topk' ? -1 : 1;
    const order = (a: Entry, b: Entry) =>
      sign * (a.value - b.value) || (keyOf(a.labels) < keyOf(b.labels) ? -1 : 1);
    const picked = entries.sort(order).slice(0, param?.value ?? 1);
    return new Map(picked.map(({ labels, value }) => [keyOf(labels), value]));
  }
  const groups = grouped(entries, grouping ?? { mode: 'by', labels: [] });
  return new Map([...groups].map(([key, values]) => [key, together(op, values)]));
}

function together(op: string, values: readonly number[]): number {
  const known: Readonly<Record<string, () => number>> = {
    sum: () => sumOf(values),
    avg: () => average(values),
    min: () => Math.min(...values),
    max: () => Math.max(...values),
    count: () => values.length,
    stdvar: () => variance(values),
  };
  return evaluated(known, op);
}

function evaluated(known: Readonly<Record<string, () => number>>, op: string): number {
  const evaluate_ = known[op];
  if (evaluate_ === undefined) throw new Error(`${op} is not evaluated here`);
  return evaluate_();
}

function binary({ op, returnBool }: BinaryExpr, left: Value, right: Value): Value {
  const isNumber = typeof left === 'number' && typeof right === 'number';
  if (isNumber) return calculated(op, left, right, true) ?? Number.NaN;
  const [lhs, rhs] = [vectorOf(left), vectorOf(right)];
  if (op === 'or') return new Map([...rhs, ...lhs]);
  if (op === 'and') return new Map([...lhs].filter(([key]) => rhs.has(key)));
  if (op === 'unless') return new Map([...lhs].filter(([key]) => !rhs.has(key)));
  const many = typeof left === 'number' ? rhs : lhs;
  const results = new Map<string, number>();
  for (const key of many.keys()) {
    const a = typeof left === 'number' ? left : lhs.get(key);
    const b = typeof right === 'number' ? right : rhs.get(key);
    const value = a === undefined || b === undefined ? null : calculated(op, a, b, returnBool);
    if (value !== null) results.set(key, value);
  }
  return results;
}

/** null where a comparison filters. */
function calculated(op: string, a: number, b: number, asNumber: boolean): number | null {
  const compared: Readonly<Record<string, boolean>> = {
    '>': a > b,
    '<': a < b,
    '>=': a >= b,
    '<=': a <= b,
    '==': a === b,
    '!=': a !== b,
  };
  const holds = compared[op];
  if (holds !== undefined) return asNumber ? Number(holds) : holds ? a : null;
  const arithmetic: Readonly<Record<string, number>> = {
    '+': a + b,
    '-': a - b,
    '*': a * b,
    '/': a / b,
  };
  const value = arithmetic[op];
  if (value === undefined) throw new Error(`${op} is not evaluated here`);
  return value;
}

function grouped(entries: readonly Entry[], grouping: Grouping | null): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const { labels, value } of entries) {
    const isKept = (name: string) =>
      grouping === null || grouping.labels.includes(name) === (grouping.mode === 'by');
    const kept = Object.entries(labels).filter(([name]) => isKept(name));
    const key = keyOf(Object.fromEntries(kept));
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

function vectorOf(value: Value): Instant {
  return typeof value === 'number' ? new Map([[keyOf({}), value]]) : value;
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The label set of a key. */
export function labelsOf(key: string): Readonly<Record<string, string>> {
  return Object.fromEntries(JSON.parse(key) as [string, string][]);
}
