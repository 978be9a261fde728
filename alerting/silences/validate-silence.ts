import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { RegexJudge } from '../../queries/regex/regex-judge.ts';
import { checkCron } from './check-cron.ts';
import type { ScheduleDraft, SilenceDraft } from './silence-draft.ts';
import { costOf } from './silence-matcher.ts';
import { spansOf } from './silence-span.ts';

const MAX_REASON_CHARS = 2_000;
const MAX_NAME_CHARS = 512;
const MAX_VALUE_CHARS = 4_096;
const MAX_AUTHOR_CHARS = 200;
const MAX_MATCHERS = 50;
/** What the patterns of one silence may cost to test, in units of `regexCost`. */
const MAX_COST = 1_000;
const MIN_DURATION_MS = 60_000;
const MAX_DURATION_MS = 31 * 86_400_000;

/** All that is wrong with a draft, but for its scope. */
export function checkSilence(draft: SilenceDraft, nowMs: number): readonly ErrorDetail[] {
  const { kind, binding, matchers, schedule } = draft;
  const needsWhat = kind === 'silence' && binding === null && matchers.length === 0;
  const isEndless = kind === 'maintenance' && schedule.endsAtMs === null;
  return [
    ...checkReason(draft),
    ...(needsWhat ? [at('/matchers', 'at least one matcher, rule or incident is needed')] : []),
    ...(matchers.length > MAX_MATCHERS ? [at('/matchers', `at most ${MAX_MATCHERS}`)] : []),
    ...checkMatchers(draft),
    ...checkCost(draft),
    ...(isEndless && schedule.kind === 'once'
      ? [at('/schedule/endsAt', 'maintenance has an end')]
      : []),
    ...checkTimes(schedule, nowMs),
    ...(schedule.kind === 'recurring' ? checkRecurring(schedule, nowMs) : []),
  ];
}

function checkReason({ reason, createdBy = '' }: SilenceDraft): readonly ErrorDetail[] {
  const isReason = reason.trim() !== '' && reason.length <= MAX_REASON_CHARS;
  return [
    ...(isReason ? [] : [at('/reason', `expected 1 to ${MAX_REASON_CHARS} characters`)]),
    ...(createdBy.length > MAX_AUTHOR_CHARS
      ? [at('/createdBy', `expected at most ${MAX_AUTHOR_CHARS} characters`)]
      : []),
  ];
}

/** Patterns of one silence are judged together: what all of them cost is bounded. */
function checkMatchers({ matchers }: SilenceDraft): readonly ErrorDetail[] {
  const judge = new RegexJudge();
  return matchers.slice(0, MAX_MATCHERS).flatMap(({ name, operator, value }, index) => {
    const path = `/matchers/${index}`;
    if (name === '' || name.length > MAX_NAME_CHARS) {
      return [at(`${path}/name`, `expected 1 to ${MAX_NAME_CHARS} characters`)];
    }
    if (value.length > MAX_VALUE_CHARS) {
      return [at(`${path}/value`, `expected at most ${MAX_VALUE_CHARS} characters`)];
    }
    const problem = operator.endsWith('~') ? judge.problem(value) : null;
    return problem === null ? [] : [at(`${path}/value`, problem)];
  });
}

function checkCost({ matchers }: SilenceDraft): readonly ErrorDetail[] {
  const cost = matchers.slice(0, MAX_MATCHERS).reduce((sum, matcher) => sum + costOf(matcher), 0);
  const message = 'the regular expressions of this silence are too large together';
  return cost > MAX_COST ? [at('/matchers', message)] : [];
}

function checkTimes({ startsAtMs, endsAtMs }: ScheduleDraft, nowMs: number): ErrorDetail[] {
  if (endsAtMs === null) return [];
  if (endsAtMs <= startsAtMs) return [at('/schedule/endsAt', 'must be after the start')];
  return endsAtMs <= nowMs ? [at('/schedule/endsAt', 'must not be in the past')] : [];
}

function checkRecurring(
  schedule: Extract<ScheduleDraft, { kind: 'recurring' }>,
  nowMs: number,
): readonly ErrorDetail[] {
  const { cron, zone, durationMs } = schedule;
  const problem = checkCron(cron, zone, nowMs);
  if (problem?.at === 'zone') return [at('/schedule/zone', problem.message)];
  const isDuration =
    Number.isInteger(durationMs) && durationMs >= MIN_DURATION_MS && durationMs <= MAX_DURATION_MS;
  if (!isDuration) return [at('/schedule/duration', 'must be 1m to 31d')];
  if (problem !== null) return [at('/schedule/cron', problem.message)];
  const next = spansOf(schedule)(nowMs);
  return next === null ? [at('/schedule/cron', 'it never comes true')] : [];
}

function at(path: string, message: string): ErrorDetail {
  return { path, message };
}
