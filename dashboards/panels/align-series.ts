import type { DataFrame, Field } from '@grafana/data';

/** Columns over one common axis of time. */
export interface Aligned {
  readonly timesMs: readonly number[];
  /** One for each field asked for; null is a gap. What is not finite is a gap too. */
  readonly columns: readonly (readonly (number | null)[])[];
}

/**
 * Lays fields of several frames on the union of their times. Where only other frames have a time, a
 * series is drawn straight on between its neighbours; a gap of its own stays a gap.
 */
export function alignSeries(
  series: readonly { readonly frame: DataFrame; readonly field: Field }[],
): Aligned {
  const own = series.map(({ frame }) => timesOf(frame));
  const [first] = own;
  if (first === undefined) return { timesMs: [], columns: [] };
  if (own.every((times) => isSame(times, first))) {
    return { timesMs: first, columns: series.map(({ field }) => numbersOf(field)) };
  }
  const timesMs = [...new Set(own.flat())].sort((a, b) => a - b);
  const columns = series.map(({ field }, index) =>
    laidOn(timesMs, own[index] ?? [], numbersOf(field)),
  );
  return { timesMs, columns };
}

/** Milliseconds of a frame's rows; empty without a field of times. */
export function timesOf(frame: DataFrame): readonly number[] {
  return frame.fields.find(({ type }) => type === 'time')?.values ?? [];
}

/** Numbers as they can be drawn: true is 1, NaN and the infinities are gaps. */
export function numbersOf(field: Field): readonly (number | null)[] {
  return field.values.map((value: unknown) => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  });
}

function isSame(times: readonly number[], others: readonly number[]): boolean {
  if (times === others) return true;
  return times.length === others.length && times.every((time, index) => time === others[index]);
}

function laidOn(
  timesMs: readonly number[],
  own: readonly number[],
  values: readonly (number | null)[],
): readonly (number | null)[] {
  let next = 0;
  return timesMs.map((time) => {
    while (next < own.length && (own[next] ?? 0) < time) next += 1;
    const after = own[next];
    if (after === time) return values[next] ?? null;
    const before = own[next - 1];
    const [from, to] = [values[next - 1] ?? null, values[next] ?? null];
    if (after === undefined || before === undefined || from === null || to === null) return null;
    return from + ((to - from) * (time - before)) / (after - before);
  });
}
