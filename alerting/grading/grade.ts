/** Why an alert got its severity. */
export type GradeReason = 'severity_on_ladder' | 'severity_unknown' | 'severity_missing';

/** A severity of the owner's ladder; `rung` 0 is the most severe. */
export interface Grade {
  readonly severity: string;
  readonly rung: number;
  readonly reason: GradeReason;
}

/**
 * Grades by the owner's ladder, most severe first (1 or more rungs). A severity that is not on it,
 * or none at all, becomes the lowest rung: shown and delivered, but never loud by accident.
 */
export function grade(severity: string | undefined, ladder: readonly string[]): Grade {
  const rung = severity === undefined ? -1 : ladder.indexOf(severity);
  if (severity !== undefined && rung >= 0) {
    return { severity, rung, reason: 'severity_on_ladder' };
  }
  const lowest = Math.max(0, ladder.length - 1);
  return {
    severity: ladder[lowest] ?? 'none',
    rung: lowest,
    reason: severity === undefined ? 'severity_missing' : 'severity_unknown',
  };
}
