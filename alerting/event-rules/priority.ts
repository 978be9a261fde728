/** Priorities of audit rules and of syslog, the most important first. */
const PRIORITIES = [
  'EMERGENCY',
  'ALERT',
  'CRITICAL',
  'ERROR',
  'WARNING',
  'NOTICE',
  'INFO',
  'DEBUG',
] as const;

/** Whether it is a rung of the ladder, or a priority in any case of letters. */
export function isSeverity(text: string, ladder: readonly string[]): boolean {
  return ladder.includes(text) || priorityOf(text) !== undefined;
}

/**
 * The rung of a ladder (most severe first) for a rung or a priority: of a priority the rung of that name
 * where there is one; else CRITICAL and above the first, ERROR the second, WARNING the last but one, all
 * others the last.
 */
export function severityOf(text: string, ladder: readonly string[]): string {
  if (ladder.includes(text)) return text;
  const last = Math.max(0, ladder.length - 1);
  const priority = priorityOf(text);
  const named = ladder.find((rung) => rung.toUpperCase() === priority);
  if (named !== undefined) return named;
  return ladder[placeOf(priority, last)] ?? ladder[last] ?? text;
}

function placeOf(priority: (typeof PRIORITIES)[number] | undefined, last: number): number {
  switch (priority) {
    case 'EMERGENCY':
    case 'ALERT':
    case 'CRITICAL':
      return 0;
    case 'ERROR':
      return Math.min(1, last);
    case 'WARNING':
      return Math.max(0, last - 1);
    default:
      return last;
  }
}

function priorityOf(text: string): (typeof PRIORITIES)[number] | undefined {
  const upper = text.toUpperCase();
  const known = upper === 'INFORMATIONAL' || upper === 'INFORMATION' ? 'INFO' : upper;
  return PRIORITIES.find((priority) => priority === known);
}
