import type { DataFrame } from '@grafana/data';
import type { FrameTools } from './frame-tools.ts';

/** What a legend says about a series; null for a series that is all gap. */
export interface Summary {
  readonly min: number | null;
  readonly max: number | null;
  readonly last: number | null;
}

/** Smallest, largest and last value of a frame's `value` field, gaps left out. */
export function summaryOf(tools: FrameTools, frame: DataFrame): Summary {
  const field = frame.fields.find(({ name }) => name === 'value');
  if (field === undefined) return { min: null, max: null, last: null };
  const found = tools.reduceField({ field, reducers: ['min', 'max', 'lastNotNull'] });
  return {
    min: finite(found.min),
    max: finite(found.max),
    last: finite(found.lastNotNull),
  };
}

/** The values of a frame's `value` field, null for gaps. */
export function valuesOf(frame: DataFrame): readonly (number | null)[] {
  return frame.fields.find(({ name }) => name === 'value')?.values ?? [];
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
