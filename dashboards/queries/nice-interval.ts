const NICE_MS: readonly number[] = [
  1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_200_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000,
  604_800_000, 2_592_000_000,
];
const YEAR_MS = 31_536_000_000;

/** The smallest round interval of at least so many milliseconds, in whole seconds. */
export function niceIntervalMs(leastMs: number): number {
  return NICE_MS.find((nice) => nice >= leastMs) ?? Math.ceil(leastMs / YEAR_MS) * YEAR_MS;
}
