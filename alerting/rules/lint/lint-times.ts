import { printDurationMs } from '../../../platform/model/duration.ts';
import type { LintRun } from './lint-context.ts';

/** Shorter ranges follow every peak. */
const CALM_RANGE_MS = 300_000;
/** Intervals that `keepFiringFor` is proposed to bridge. */
const BRIDGED = 3;

/**
 * `for` and `keepFiringFor` beside the interval.
 * @param rangeMs the shortest range of the expression; null where it has none
 */
export function lintTimes({ content, out }: LintRun, rangeMs: number | null): void {
  const { intervalMs, levels } = content;
  const interval = printDurationMs(intervalMs);
  const suggestion = printDurationMs(BRIDGED * intervalMs);
  for (const [index, { forMs, keepFiringForMs, checks }] of levels.entries()) {
    const at = `/levels/${index}`;
    if (forMs > 0 && forMs < intervalMs) {
      const fields = { for: printDurationMs(forMs), interval };
      out.add('for_below_interval', { path: `${at}/for`, fields, suggestion: interval });
    }
    if (keepFiringForMs > 0) continue;
    if (forMs === 0 && rangeMs !== null && rangeMs < CALM_RANGE_MS) {
      const path = checks === null ? `${at}/for` : `${at}/checks`;
      out.add('flapping', { path, fields: { range: printDurationMs(rangeMs) } });
    } else if (forMs < 2 * intervalMs) {
      out.add('keep_firing_missing', { path: `${at}/keepFiringFor`, suggestion });
    }
  }
}
