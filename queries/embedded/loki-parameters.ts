import { parseDurationMs } from '../../platform/model/duration.ts';
import type { Expr, LogExpr, StreamSelector } from '../logql/ast.ts';
import type { Direction } from '../logql/evaluate/entry-selection.ts';
import { parseLogql, parseLogqlSelector } from '../logql/parse.ts';
import type { Form } from '../proxy/form.ts';
import { parseLokiInstantNs, parseLokiStepMs } from '../proxy/loki/loki-time.ts';
import { QueryFailure } from '../source/query-failure.ts';
import { textOf } from './prometheus-parameters.ts';

const MILLION = 1_000_000n;
const HOUR_MS = 3_600_000;

/** Unix nanoseconds. */
export interface LokiRange {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** `start` and `end`, or `since`; by default the last hour. @throws QueryFailure `bad_data` */
export function lokiRangeOf(form: Form, nowMs: number): LokiRange {
  const endNs = instantOf(form, 'end', BigInt(nowMs) * MILLION);
  const since = textOf(form, 'since');
  const sinceMs = since === '' ? HOUR_MS : parseDurationMs(since);
  if (sinceMs === undefined) throw bad(`could not parse 'since' parameter: ${since}`);
  const startNs = instantOf(form, 'start', endNs - BigInt(sinceMs) * MILLION);
  if (endNs < startNs) {
    throw bad('end timestamp must not be before or equal to start time');
  }
  return { startNs, endNs };
}

/** @throws QueryFailure `bad_data` */
export function instantOf(form: Form, name: string, fallback: bigint): bigint {
  const text = textOf(form, name);
  if (text === '') return fallback;
  const ns = parseLokiInstantNs(text);
  if (ns !== undefined) return ns;
  throw bad(`could not parse '${name}' parameter: ${text}`);
}

/** By default as Loki has it: a 250th of the range in whole seconds, one second at least. */
export function lokiStepNs(form: Form, { startNs, endNs }: LokiRange): bigint {
  const text = textOf(form, 'step');
  if (text === '') {
    const seconds = (endNs - startNs) / 250_000_000_000n;
    return (seconds > 1n ? seconds : 1n) * 1_000_000_000n;
  }
  const stepMs = parseLokiStepMs(text);
  if (stepMs === undefined) throw bad(`could not parse 'step' parameter: ${text}`);
  return BigInt(Math.round(stepMs * 1_000_000));
}

/** Least time between two lines; 0 for all. @throws QueryFailure `bad_data` */
export function intervalNsOf(form: Form): bigint {
  const text = textOf(form, 'interval');
  const intervalMs = text === '' ? 0 : parseLokiStepMs(text);
  if (intervalMs === undefined) throw bad(`could not parse 'interval' parameter: ${text}`);
  if (intervalMs < 0) throw bad('interval must be >= 0');
  return BigInt(Math.round(intervalMs * 1_000_000));
}

/** @throws QueryFailure `bad_data` */
export function countOf(form: Form, name: string, fallback: number): number {
  const text = textOf(form, name);
  if (text === '') return fallback;
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw bad(`could not parse '${name}' parameter: ${text}; expected a whole number over 0`);
}

export function directionOf(form: Form): Direction {
  return textOf(form, 'direction').toLowerCase() === 'forward' ? 'forward' : 'backward';
}

/** @throws QueryFailure `bad_data` in the words of Loki's parser */
export function queryOf(form: Form): Expr {
  const parsed = parseLogql(textOf(form, 'query'));
  if (parsed.kind === 'ok') return parsed.expr;
  throw bad(parsed.error.text);
}

/** A query of lines, not of metrics. @throws QueryFailure `bad_data` */
export function logQueryOf(form: Form): LogExpr {
  const expr = queryOf(form);
  if (expr.kind === 'log') return expr;
  throw bad('only log queries are supported here');
}

/** `{}` and no selector mean every stream; what `{}` became in a scope, all but those. @throws QueryFailure `bad_data` */
export function selectorOf(text: string): StreamSelector | null {
  if (text === '') return null;
  const parsed = parseLogqlSelector(text, { allowBare: true, allowOpen: true });
  if (parsed.kind === 'ok') return parsed.expr;
  throw bad(parsed.error.text);
}

function bad(message: string): QueryFailure {
  return new QueryFailure('bad_data', message);
}
