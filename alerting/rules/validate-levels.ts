import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import type { RuleLevel } from './rule.ts';
import type { LevelDraft } from './rule-draft.ts';
import { checkDistinct, checkRepeat, readRepeat } from './rule-receivers.ts';

const MAX_MS = 365 * 86_400_000;
const MAX_CHECKS = 1_000;

/**
 * What is wrong with the levels of a rule: each by itself, and whether their severities are rungs of
 * the ladder, each once, the most severe first.
 */
export function checkLevels(
  levels: readonly LevelDraft[],
  ladder: readonly string[],
): readonly ErrorDetail[] {
  if (levels.length === 0) return [{ path: '/levels', message: 'must hold at least one level' }];
  return [
    ...levels.flatMap((level, index) => [
      ...checkCondition(level, `/levels/${index}`, levels.length),
      ...checkTimes(level, `/levels/${index}`),
      ...checkRepeat(level.repeat, `/levels/${index}/repeat`),
      ...checkDistinct(level.channels ?? [], `/levels/${index}/channels`),
    ]),
    ...checkLadder(levels, ladder),
  ];
}

/** The one level has no condition, so that the expression must compare. */
export function comparesByItself(levels: readonly LevelDraft[]): boolean {
  return levels.length === 1 && isWithoutCondition(levels[0]);
}

/** Levels that `checkLevels` has nothing to say against. */
export function readLevels(
  levels: readonly LevelDraft[],
  intervalMs: number,
): readonly RuleLevel[] {
  return levels.map(({ severity, operator, threshold, checks = null, ...times }) => {
    const condition =
      operator === undefined || threshold === undefined ? null : { operator, threshold };
    const forMs =
      checks === null ? (parseDurationMs(times.for ?? '0') ?? 0) : (checks - 1) * intervalMs;
    const keepFiringForMs = parseDurationMs(times.keepFiringFor ?? '0') ?? 0;
    const { channels = null } = times;
    const repeat = readRepeat(times.repeat);
    return { severity, condition, forMs, checks, keepFiringForMs, channels, repeat };
  });
}

function isWithoutCondition(level: LevelDraft | undefined): boolean {
  return level?.operator === undefined && level?.threshold === undefined;
}

function checkCondition(level: LevelDraft, at: string, count: number): readonly ErrorDetail[] {
  const { operator, threshold } = level;
  if (isWithoutCondition(level)) {
    const message = 'needs a threshold, since there are several levels';
    return count === 1 ? [] : [{ path: `${at}/threshold`, message }];
  }
  if (operator === undefined) {
    return [{ path: `${at}/operator`, message: 'is missing beside a threshold' }];
  }
  if (threshold === undefined || !Number.isFinite(threshold)) {
    return [{ path: `${at}/threshold`, message: 'must be a finite number' }];
  }
  return [];
}

function checkTimes(level: LevelDraft, at: string): readonly ErrorDetail[] {
  const { checks } = level;
  if (level.for !== undefined && checks !== undefined) {
    return [{ path: `${at}/checks`, message: 'stands beside "for"; give one of them' }];
  }
  const isCount = checks === undefined || (Number.isInteger(checks) && checks >= 1);
  return [
    ...(isCount && (checks ?? 0) <= MAX_CHECKS
      ? []
      : [{ path: `${at}/checks`, message: `must be a whole number from 1 to ${MAX_CHECKS}` }]),
    ...checkDuration(level.for, `${at}/for`),
    ...checkDuration(level.keepFiringFor, `${at}/keepFiringFor`),
  ];
}

function checkDuration(text: string | undefined, path: string): readonly ErrorDetail[] {
  if (text === undefined) return [];
  const ms = parseDurationMs(text);
  if (ms === undefined) return [{ path, message: `"${text}" is not a duration like 5m` }];
  return ms <= MAX_MS ? [] : [{ path, message: `must be at most 1y, is "${text}"` }];
}

function checkLadder(
  levels: readonly LevelDraft[],
  ladder: readonly string[],
): readonly ErrorDetail[] {
  const findings: ErrorDetail[] = [];
  let lowest = -1;
  for (const [index, { severity }] of levels.entries()) {
    const rung = ladder.indexOf(severity);
    const path = `/levels/${index}/severity`;
    if (rung < 0) {
      findings.push({ path, message: `"${severity}" is not one of ${ladder.join(', ')}` });
    } else if (levels.findIndex((level) => level.severity === severity) < index) {
      findings.push({ path, message: `"${severity}" stands twice` });
    } else if (rung < lowest) {
      findings.push({ path, message: `"${severity}" must stand before less severe levels` });
    }
    lowest = Math.max(lowest, rung);
  }
  return findings;
}
