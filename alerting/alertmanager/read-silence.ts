import { AppError } from '../../platform/errors/app-error.ts';
import { parseAlertInstant } from '../intake/parse-alert-instant.ts';
import type { MatchOperator, SilenceMatcher } from '../silences/silence-matcher.ts';
import { NO_END } from './wire-silence.ts';

/** A postable silence. */
export interface PostedSilence {
  /** UUID; null for a new one. */
  readonly id: string | null;
  readonly matchers: readonly SilenceMatcher[];
  readonly startsAtMs: number;
  /** Null: without end. */
  readonly endsAtMs: number | null;
  readonly createdBy: string;
  readonly comment: string;
}

/**
 * Reads the decoded body of `POST /api/v2/silences`: `isEqual` is true unless it says otherwise.
 * @throws AppError `invalid`
 */
export function readSilence(body: unknown): PostedSilence {
  const fields = fieldsOf(body, 'the body');
  const { id, matchers, startsAt, endsAt, createdBy, comment } = fields;
  if (!Array.isArray(matchers) || matchers.length === 0) {
    throw invalid('invalid silence: at least one matcher required');
  }
  const posted = {
    id: id === undefined || id === null || id === '' ? null : textOf(id, 'id'),
    matchers: matchers.map(readMatcher),
    startsAtMs: instantOf(startsAt, 'startsAt'),
    endsAtMs: endsAt === NO_END ? null : instantOf(endsAt, 'endsAt'),
    createdBy: textOf(createdBy, 'createdBy'),
    comment: textOf(comment, 'comment'),
  };
  const { startsAtMs, endsAtMs } = posted;
  if (endsAtMs !== null && endsAtMs <= startsAtMs) {
    throw invalid('failed to create silence: start time must be before end time');
  }
  return posted;
}

function readMatcher(item: unknown): SilenceMatcher {
  const { name, value, isRegex, isEqual } = fieldsOf(item, 'a matcher');
  const isNegative = flagOf(isEqual ?? true, 'isEqual') === false;
  const operator: MatchOperator = flagOf(isRegex, 'isRegex')
    ? isNegative
      ? '!~'
      : '=~'
    : isNegative
      ? '!='
      : '=';
  return { name: textOf(name, 'matchers.name'), operator, value: textOf(value, 'matchers.value') };
}

function fieldsOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value));
  }
  throw invalid(`${what} must be an object`);
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw invalid(`${name} in body is required and must be a text`);
}

function flagOf(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(`${name} in body must be true or false`);
}

function instantOf(value: unknown, name: string): number {
  const atMs = typeof value === 'string' ? parseAlertInstant(value) : undefined;
  if (typeof atMs === 'number') return atMs;
  throw invalid(`${name} in body must be an RFC 3339 instant`);
}

function invalid(message: string): AppError {
  return new AppError('invalid', message);
}
