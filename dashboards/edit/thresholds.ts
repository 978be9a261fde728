import { numberOrNull, recordOf, recordsOf, textOf } from '../import/read-json.ts';
import type { JsonRecord } from '../model/panel.ts';
import { changeElement, valueAt } from './change-at.ts';

/** A level: from a value on, a colour; the first one, of no value, is below all. */
export interface ThresholdStep {
  readonly value: number | null;
  readonly colour: string;
}

const PATH = ['fieldConfig', 'defaults', 'thresholds'] as const;
const COLOURS = ['green', 'orange', 'red', 'dark-red', 'purple'];

function of(panel: JsonRecord): JsonRecord {
  return recordOf(valueAt(panel, PATH));
}

/** The levels of a panel, as they are written. */
export function thresholdSteps(panel: JsonRecord): readonly ThresholdStep[] {
  return recordsOf(of(panel).steps).map(({ value, color }) => ({
    value: numberOrNull(value),
    colour: textOf(color),
  }));
}

export function thresholdMode(panel: JsonRecord): 'absolute' | 'percentage' {
  return of(panel).mode === 'percentage' ? 'percentage' : 'absolute';
}

/** `fieldConfig.defaults.thresholds` with one more level, above the others. */
export function addStep(panel: JsonRecord): JsonRecord {
  const own = of(panel);
  const steps = recordsOf(own.steps);
  const base = steps.length === 0 ? [{ color: COLOURS[0], value: null }] : steps;
  const highest = numberOrNull(base.at(-1)?.value) ?? 0;
  const color = COLOURS[Math.min(base.length + 1, COLOURS.length - 1)] ?? 'red';
  const made = {
    color: base.length === 1 ? 'red' : color,
    value: highest === 0 ? 80 : highest + 10,
  };
  return { mode: 'absolute', ...own, steps: [...base, made] };
}

/** The thresholds with a level changed; null takes it away. Levels stay in the order of their values. */
export function changeStep(
  panel: JsonRecord,
  index: number,
  change: Partial<ThresholdStep> | null,
): JsonRecord {
  const own = of(panel);
  const steps = changeElement(recordsOf(own.steps), index, (step) => {
    if (change === null) return null;
    return {
      ...step,
      ...(change.colour === undefined ? {} : { color: change.colour }),
      ...(change.value === undefined ? {} : { value: change.value }),
    };
  });
  const [first, ...rest] = steps;
  if (first === undefined) return { ...own, steps };
  const low = Number.NEGATIVE_INFINITY;
  const ordered = rest.toSorted(
    (a, b) => (numberOrNull(a.value) ?? low) - (numberOrNull(b.value) ?? low),
  );
  return { ...own, steps: [{ ...first, value: null }, ...ordered] };
}
