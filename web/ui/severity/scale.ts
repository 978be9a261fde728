import { STEPS } from '../../../platform/model/severity-step.ts';

/** The ladder shown where no owner's own is known. */
export const DEFAULT_LADDER: readonly string[] = STEPS;

/** Position of a severity for sorting; 0 is the most severe, unknown ones come last. */
export function rankOf(severity: string, ladder: readonly string[]): number {
  const rung = ladder.indexOf(severity);
  return rung === -1 ? ladder.length : rung;
}
