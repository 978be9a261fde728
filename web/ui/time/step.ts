import type { Interval } from './range.ts';

const NICE_SECONDS: readonly number[] = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
  172_800, 604_800,
];

/**
 * Resolution of a range query, in whole seconds: the smallest round step that gives at most
 * `maxPoints` points (default 300; Prometheus itself refuses more than 11000).
 */
export function stepSecondsFor({ startMs, endMs }: Interval, maxPoints = 300): number {
  const least = (endMs - startMs) / 1000 / Math.max(1, maxPoints);
  return NICE_SECONDS.find((step) => step >= least) ?? Math.ceil(least / 604_800) * 604_800;
}

/**
 * The interval moved back to multiples of the step, so that repeated questions are the same and
 * none is about the future.
 */
export function alignToStep({ startMs, endMs }: Interval, stepSeconds: number): Interval {
  const stepMs = stepSeconds * 1000;
  return {
    startMs: Math.floor(startMs / stepMs) * stepMs,
    endMs: Math.floor(endMs / stepMs) * stepMs,
  };
}
