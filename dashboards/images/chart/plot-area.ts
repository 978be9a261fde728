import type { ValueScale } from './value-scale.ts';

/** Where data is drawn, in pixels of the picture. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** From data to pixels. */
export interface Placement {
  readonly area: PlotArea;
  readonly xOf: (atMs: number) => number;
  /** Null for what cannot be shown; far outside is cut near the edges, so that numbers stay small. */
  readonly yOf: (value: number, axis: number) => number | null;
}

const FARTHEST = 4;

export function placementOf(
  area: PlotArea,
  time: { readonly fromMs: number; readonly toMs: number },
  scales: readonly ValueScale[],
): Placement {
  const spanMs = Math.max(1, time.toMs - time.fromMs);
  return {
    area,
    xOf: (atMs) => area.left + ((atMs - time.fromMs) / spanMs) * (area.right - area.left),
    yOf: (value, axis) => {
      const place = scales[axis]?.placeOf(value) ?? null;
      if (place === null || !Number.isFinite(place)) return null;
      const near = Math.min(1 + FARTHEST, Math.max(-FARTHEST, place));
      return area.bottom - near * (area.bottom - area.top);
    },
  };
}
