import type { SystemRuleLevel, SystemSeverity } from '../../../queries/system-rules/system-rule.ts';

/** Of a ladder from 0, the most severe, to 1. */
const HEIGHTS: Readonly<Record<SystemSeverity, number>> = {
  critical: 0,
  major: 0.25,
  warning: 0.6,
  info: 1,
};

/** The rung of an owner's ladder that a severity of the catalogue stands for: its own or the nearest. */
function fitSeverity(severity: SystemSeverity, ladder: readonly string[]): string {
  if (ladder.includes(severity)) return severity;
  const rung = Math.round(HEIGHTS[severity] * (ladder.length - 1));
  return ladder[rung] ?? severity;
}

/**
 * The default levels on an owner's ladder, most severe first, each rung once: of two that fall on one
 * rung the less severe stays, which fires for both.
 */
export function fitLevels(
  levels: readonly SystemRuleLevel[],
  ladder: readonly string[],
): readonly { readonly severity: string; readonly threshold: number; readonly forMs: number }[] {
  const byRung = new Map(levels.map((level) => [fitSeverity(level.severity, ladder), level]));
  return [...byRung]
    .map(([severity, { threshold, forMs }]) => ({ severity, threshold, forMs }))
    .sort((a, b) => ladder.indexOf(a.severity) - ladder.indexOf(b.severity));
}
