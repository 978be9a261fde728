import { type DataFrame, type FieldConfig, FieldType, toDataFrame } from '@grafana/data';
import type { PanelData } from '../../../../dashboards/model/panel-data.ts';

/** 2026-11-20 09:00 UTC; pictures are of a fixed hour. */
const FROM_MS = Date.UTC(2026, 10, 20, 9);
const HOUR_MS = 3_600_000;

export const GALLERY_TIME = { fromMs: FROM_MS, toMs: FROM_MS + HOUR_MS, timeZone: 'UTC' } as const;

/** Data of frames, with nothing to notice unless it is said. */
export function dataOf(
  frames: readonly DataFrame[],
  notices: PanelData['notices'] = [],
): PanelData {
  return { frames, time: GALLERY_TIME, notices };
}

/** The instants of the hour, evenly spread; the last is its end. */
export function instants(count: number): number[] {
  return Array.from({ length: count }, (_, index) => FROM_MS + (index * HOUR_MS) / (count - 1));
}

/** The same waves every time: a base, a swing, and noise from the seed. */
export function wave(count: number, base: number, swing: number, seed: number): number[] {
  let state = seed * 2_654_435_761 + 1;
  const noise = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648 - 0.5;
  };
  return Array.from(
    { length: count },
    (_, index) =>
      base +
      swing * Math.sin((index / count) * 6.3 * (1 + (seed % 3)) + seed) +
      swing * 0.4 * noise(),
  );
}

/** A frame of one series, as a range query answers it. */
export function seriesFrame(
  labels: Readonly<Record<string, string>>,
  values: readonly (number | string | boolean | null)[],
  config: FieldConfig = {},
): DataFrame {
  const [first] = values;
  const type =
    typeof first === 'string'
      ? FieldType.string
      : typeof first === 'boolean'
        ? FieldType.boolean
        : FieldType.number;
  return toDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: instants(values.length), config: {} },
      { name: 'Value', type, values: [...values], labels: { ...labels }, config },
    ],
  });
}
