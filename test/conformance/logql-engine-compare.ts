import { compareText } from '../../platform/model/labels.ts';
import type { ExpectedLine, ScriptAsk } from './logql-engine-script.ts';
import type { AnsweredLine, AnsweredSeries, SystemAnswer } from './logql-engine-system.ts';
import type { Pairs } from './logql-script-text.ts';

/** What an answer has against what a script expects; null for nothing. */
export function difference(
  ask: ScriptAsk,
  expected: readonly ExpectedLine[],
  answer: SystemAnswer,
): string | null {
  const [first] = expected.filter(({ kind }) => kind !== 'skipped');
  if (first === undefined) {
    if (expected.length === 0) return 'nothing is expected';
    return answer.kind === 'failed' ? `failed: ${answer.message}` : null;
  }
  if (first.kind === 'fail') return failDifference(first, answer);
  if (answer.kind === 'failed') return `failed: ${answer.message}`;
  if (first.kind === 'empty') return emptyDifference(answer);
  if (answer.kind === 'scalar') {
    if (first.kind !== 'number') return `got the number ${answer.value}`;
    return isClose(first.value, answer.value)
      ? null
      : `expected ${first.value}, got ${answer.value}`;
  }
  if (answer.kind === 'series') return seriesDifference(ask, expected, answer.series);
  const isCategorised = ask.kind !== 'logs' || ask.isCategorised;
  return isCategorised
    ? streamsDifference(expected, answer.lines)
    : linesDifference(expected, answer.lines);
}

function failDifference(
  { message, regex }: Extract<ExpectedLine, { kind: 'fail' }>,
  answer: SystemAnswer,
): string | null {
  if (answer.kind !== 'failed') return `expected a failure, got ${show(answer)}`;
  if (message !== null && !answer.message.includes(message)) {
    return `expected a failure with ${message}, got ${answer.message}`;
  }
  if (regex !== null && !regex.matcher(answer.message).find()) {
    return `expected a failure like ${regex.pattern()}, got ${answer.message}`;
  }
  return null;
}

function emptyDifference(answer: SystemAnswer): string | null {
  const isEmpty =
    (answer.kind === 'series' && answer.series.length === 0) ||
    (answer.kind === 'lines' && answer.lines.length === 0);
  return isEmpty ? null : `expected nothing, got ${show(answer)}`;
}

function seriesDifference(
  ask: ScriptAsk,
  expected: readonly ExpectedLine[],
  series: readonly AnsweredSeries[],
): string | null {
  const isOrdered = expected.some(({ kind }) => kind === 'ordered');
  const wanted = expected.flatMap((line) => wantedSeries(line, series));
  const got = series.map(({ labels }) => keyOf(labels));
  const keys = wanted.map(({ labels }) => keyOf(labels));
  const sameNames = isOrdered
    ? keys.join('\n') === got.join('\n')
    : keys.toSorted().join('\n') === got.toSorted().join('\n');
  if (!sameNames) return `expected series ${keys.join(' ')}, got ${got.join(' ')}`;
  const byKey = new Map(series.map((one) => [keyOf(one.labels), one]));
  for (const { labels, points } of wanted) {
    const found = byKey.get(keyOf(labels))?.points ?? [];
    const isSame =
      found.length === points.length && points.every((point, i) => isSamePoint(point, found[i]));
    if (isSame) continue;
    const at = ask.kind === 'instant' ? '' : ' points';
    return `${keyOf(labels)}: expected${at} ${showPoints(points)}, got ${showPoints(found)}`;
  }
  return null;
}

/** A bare number stands for a series without labels, with that number at all of its points. */
function wantedSeries(
  line: ExpectedLine,
  [first]: readonly AnsweredSeries[],
): readonly { readonly labels: Pairs; readonly points: readonly (number | null)[] }[] {
  if (line.kind === 'series') return [line];
  if (line.kind !== 'number') return [];
  return [{ labels: [], points: first?.points.map(() => line.value) ?? [line.value] }];
}

function isSamePoint(expected: number | null, got: number | null | undefined): boolean {
  if (expected === null || got === null || got === undefined) return expected === (got ?? null);
  return isClose(expected, got);
}

function isClose(expected: number, got: number): boolean {
  if (Object.is(expected, got) || expected === got) return true;
  const bound = 1e-6 * Math.max(1e-6, Math.abs(expected), Math.abs(got));
  return Math.abs(expected - got) <= bound;
}

/** All lines in order, with all of their labels together; of the same instant in any order of streams. */
function linesDifference(
  expected: readonly ExpectedLine[],
  lines: readonly AnsweredLine[],
): string | null {
  const wanted = shownInOrder(expected.filter((line) => line.kind === 'line'));
  const got = shownInOrder(lines.map((line) => ({ ...line, labels: [...line.labels] })));
  return wanted.join('\n') === got.join('\n')
    ? null
    : `expected lines:\n${wanted.join('\n')}\ngot:\n${got.join('\n')}`;
}

function shownInOrder(
  lines: readonly { readonly labels: Pairs; readonly line: string; readonly timeNs: bigint }[],
): readonly string[] {
  const sorted: (typeof lines)[number][] = [];
  for (let from = 0; from < lines.length; ) {
    let to = from + 1;
    while (to < lines.length && lines[to]?.timeNs === lines[from]?.timeNs) to++;
    const same = lines.slice(from, to);
    sorted.push(...same.toSorted((a, b) => compareText(keyOf(a.labels), keyOf(b.labels))));
    from = to;
  }
  return sorted.map(({ labels, line, timeNs }) => showLine(labels, line, timeNs));
}

/** The lines of each stream in order, with the categories of their labels. */
function streamsDifference(
  expected: readonly ExpectedLine[],
  lines: readonly AnsweredLine[],
): string | null {
  const wanted = new Map<string, string[]>();
  for (const line of expected) {
    if (line.kind !== 'line') continue;
    const text = showLine(line.metadata, `${line.line} ${keyOf(line.parsed)}`, line.timeNs);
    add(wanted, keyOf(line.labels), text);
  }
  const got = new Map<string, string[]>();
  for (const { line, timeNs, categories } of lines) {
    if (categories === null) return 'the system does not tell labels apart';
    const text = showLine([...categories.metadata], `${line} ${keyOf(categories.parsed)}`, timeNs);
    add(got, keyOf(categories.stream), text);
  }
  const [left, right] = [showStreams(wanted), showStreams(got)];
  return left === right ? null : `expected streams:\n${left}\ngot:\n${right}`;
}

function add(streams: Map<string, string[]>, key: string, line: string): void {
  streams.set(key, [...(streams.get(key) ?? []), line]);
}

function showStreams(streams: ReadonlyMap<string, readonly string[]>): string {
  return [...streams]
    .map(([key, lines]) => `${key}\n  ${lines.join('\n  ')}`)
    .toSorted()
    .join('\n');
}

function showLine(labels: Pairs, line: string, timeNs: bigint): string {
  return `${keyOf(labels)} ${JSON.stringify(line)} @ ${Number(timeNs) / 1e9}s`;
}

function keyOf(labels: Iterable<readonly [string, string]>): string {
  const texts = [...labels].map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${texts.toSorted().join(', ')}}`;
}

function showPoints(points: readonly (number | null)[]): string {
  return points.map((point) => point ?? '_').join(' ');
}

function show(answer: SystemAnswer): string {
  if (answer.kind === 'series') {
    return answer.series
      .map(({ labels, points }) => `${keyOf(labels)} ${showPoints(points)}`)
      .join('; ');
  }
  if (answer.kind === 'lines') return `${answer.lines.length} lines`;
  return answer.kind === 'scalar' ? `${answer.value}` : answer.message;
}
