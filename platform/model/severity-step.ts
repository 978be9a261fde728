/** The five steps every tenant's ladder is shown on, most severe first. */
export const STEPS = ['critical', 'major', 'minor', 'warning', 'info'] as const;
export type SeverityStep = (typeof STEPS)[number];

/**
 * The step a severity of a ladder (most severe first) is shown on. A ladder made only of the five
 * known words keeps them; others are spread over the steps in order: of three rungs the first is
 * critical, the second minor, the third info. A severity that is not on the ladder is info.
 */
export function stepOf(severity: string, ladder: readonly string[]): SeverityStep {
  if (isStep(severity) && ladder.every(isStep)) return severity;
  const rung = ladder.indexOf(severity);
  if (rung === -1) return isStep(severity) ? severity : 'info';
  const last = Math.max(1, ladder.length - 1);
  return STEPS[Math.round((rung * (STEPS.length - 1)) / last)] ?? 'info';
}

function isStep(word: string): word is SeverityStep {
  return STEPS.some((step) => step === word);
}
