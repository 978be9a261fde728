import { instantMs, isInstant, stepMs } from '../proxy/check-parameter.ts';
import type { Form } from '../proxy/form.ts';
import { QueryFailure } from '../source/query-failure.ts';

/** Points that a series of an answer may have. */
const MAX_POINTS = 11_000;

/** The instants of a range query, in whole Unix milliseconds. */
export interface RangeParameters {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** The first value of a parameter; empty when it is not given. */
export function textOf(form: Form, name: string): string {
  return form.get(name)?.[0] ?? '';
}

/** @throws QueryFailure `bad_data` */
export function instantOf(form: Form, name: string, fallbackMs: number | null): number {
  const text = textOf(form, name);
  if (text === '' && fallbackMs !== null) return fallbackMs;
  const atMs = isInstant(text) ? instantMs(text) : undefined;
  if (atMs !== undefined) return Math.round(atMs);
  throw cannotParse(name, text, 'timestamp');
}

/** @returns null when it is not given @throws QueryFailure `bad_data` */
export function durationOf(form: Form, name: string): number | null {
  const text = textOf(form, name);
  if (text === '') return null;
  const durationMs = stepMs(text);
  if (durationMs !== undefined && durationMs >= 0) return durationMs;
  throw cannotParse(name, text, 'duration');
}

/** Most of a list; null for all. @throws QueryFailure `bad_data` */
export function limitOf(form: Form): number | null {
  const text = textOf(form, 'limit');
  if (text === '' || text === '0') return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new QueryFailure('bad_data', 'invalid parameter "limit": limit must be non-negative');
}

/** @throws QueryFailure `bad_data` in Prometheus's words */
export function rangeOf(form: Form): RangeParameters {
  const startMs = instantOf(form, 'start', null);
  const endMs = instantOf(form, 'end', null);
  if (endMs < startMs) {
    throw invalid('end', 'end timestamp must not be before start time');
  }
  const step = stepMs(textOf(form, 'step'));
  if (step === undefined) throw cannotParse('step', textOf(form, 'step'), 'duration');
  // A step below a millisecond is none: instants are whole milliseconds.
  const wholeMs = Math.floor(step);
  if (wholeMs <= 0) {
    const text =
      'zero or negative query resolution step widths are not accepted. Try a positive integer';
    throw invalid('step', text);
  }
  if ((endMs - startMs) / wholeMs > MAX_POINTS) {
    throw new QueryFailure(
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  return { startMs, endMs, stepMs: wholeMs };
}

function cannotParse(name: string, text: string, what: string): QueryFailure {
  return invalid(name, `cannot parse ${JSON.stringify(text)} to a valid ${what}`);
}

function invalid(name: string, message: string): QueryFailure {
  return new QueryFailure('bad_data', `invalid parameter ${JSON.stringify(name)}: ${message}`);
}
