/** Parameters for `fc.assert`: a fixed seed, so that a failure can be seen again. */
export interface PropertyRuns {
  readonly numRuns: number;
  readonly seed: number;
}

/**
 * @param small how often in `npm test` @param full how often in `npm run proof` and `fuzz`;
 *   `npm run fuzz -- --count N --seed N` overrides both
 */
export function propertyRuns(small: number, full: number): PropertyRuns {
  const counted = Number(process.env.TOCSIN_FUZZ_COUNT ?? Number.NaN);
  const usual = process.env.TOCSIN_PROOF === '1' ? full : small;
  return {
    numRuns: Number.isInteger(counted) && counted > 0 ? counted : usual,
    seed: Number(process.env.TOCSIN_FUZZ_SEED ?? 20261120),
  };
}
