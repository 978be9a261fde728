/** More names than anybody reads; of a scope that has as many nothing is said to be missing. */
export const MOST_NAMES = 20_000;

/** Names of so long are offered, as in Prometheus's own interface. */
export const LOOK_BACK_MS = 12 * 3_600_000;

/** Where a limit, or another owner before, does not let a scope read so far. */
export const SHORT_LOOK_BACK_MS = 5 * 60_000;
