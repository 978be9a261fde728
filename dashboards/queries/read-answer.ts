import { isRecord } from '../import/read-json.ts';

export type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [number, string];

/** One series of an answer, whatever its result type: an instant answer has one sample each. */
export interface AnsweredSeries {
  readonly metric: Labels;
  readonly values: readonly Sample[];
}

/** One line of a Loki answer; the instant is in nanoseconds, as text. */
export interface AnsweredLine {
  readonly nanoseconds: string;
  readonly line: string;
  readonly labels: Labels;
}

/** `data` of a query's answer, checked as far as it is used. */
export type Answer =
  | { readonly kind: 'series'; readonly series: readonly AnsweredSeries[] }
  | { readonly kind: 'lines'; readonly lines: readonly AnsweredLine[] };

/** @throws Error for data that is none of `matrix`, `vector`, `scalar`, `string` and `streams`. */
export function readAnswer(data: unknown): Answer {
  const { resultType, result } = isRecord(data) ? data : {};
  const rows: readonly unknown[] = Array.isArray(result) ? result : [];
  switch (resultType) {
    case 'matrix':
      return { kind: 'series', series: rows.flatMap((row) => series(row, 'values')) };
    case 'vector':
      return { kind: 'series', series: rows.flatMap((row) => series(row, 'value')) };
    case 'scalar':
    case 'string':
      return { kind: 'series', series: isSample(rows) ? [{ metric: {}, values: [rows] }] : [] };
    case 'streams':
      return { kind: 'lines', lines: rows.flatMap(linesOf) };
    default:
      throw new Error(`The answer is of the unknown kind ${JSON.stringify(resultType)}.`);
  }
}

function series(row: unknown, member: 'value' | 'values'): readonly AnsweredSeries[] {
  if (!isRecord(row)) return [];
  const given = member === 'value' ? [row.value] : row.values;
  const values = Array.isArray(given) ? given.filter(isSample) : [];
  return [{ metric: labelsOf(row.metric), values }];
}

function isSample(value: unknown): value is Sample {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string';
}

function labelsOf(value: unknown): Labels {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name, text]] : [],
    ),
  );
}

/** A third element holds labels of the line itself, where they were asked for apart. */
function linesOf(row: unknown): readonly AnsweredLine[] {
  if (!isRecord(row) || !Array.isArray(row.values)) return [];
  const labels = labelsOf(row.stream);
  return row.values.flatMap((entry: unknown): readonly AnsweredLine[] => {
    if (!Array.isArray(entry)) return [];
    const [nanoseconds, line, more] = entry;
    if (typeof nanoseconds !== 'string' || typeof line !== 'string') return [];
    if (!isRecord(more)) return [{ nanoseconds, line, labels }];
    const own = { ...labelsOf(more.structuredMetadata), ...labelsOf(more.parsed) };
    return [{ nanoseconds, line, labels: { ...labels, ...own } }];
  });
}

/** The value as it is drawn: NaN and the infinities are gaps. */
export function drawnValue(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
