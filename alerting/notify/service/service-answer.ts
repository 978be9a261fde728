import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { OutboundResult } from '../../../platform/outbound/outbound.ts';
import type { SendOutcome } from '../channel-kind.ts';
import { shortDetail } from '../given-fields.ts';
import { retryAfterMs } from '../webhook/judge-answer.ts';

/** What a service answered. */
export interface ServiceAnswer {
  readonly status: number;
  readonly text: string;
  /** Null when the body is not a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | null;
  /** From `Retry-After`. */
  readonly retryAfterMs: number | undefined;
}

/** Why a service did not take a message; the names are the same for all services. */
type ServiceReason =
  /** Too many messages for now. */
  | 'service_rate_limited'
  | 'service_unavailable'
  /** Signature, token or key are wrong, or the sender is not on the service's list. */
  | 'service_credentials'
  /** The robot, hook or chat is gone or switched off. */
  | 'service_gone'
  /** Turned down because of what it says, or because it is too long. */
  | 'service_content'
  | 'service_rejected';

/** What an error code means. */
export type CodeMeaning =
  | { readonly kind: 'retry'; readonly reason: ServiceReason; readonly afterMs?: number }
  | { readonly kind: 'drop'; readonly reason: ServiceReason; readonly disables?: true };

export const BUSY: CodeMeaning = { kind: 'retry', reason: 'service_unavailable' };
export const WRONG_KEY: CodeMeaning = { kind: 'drop', reason: 'service_credentials' };
/** The credentials will never be right again: the channel is switched off. */
export const KEY_REFUSED: CodeMeaning = { ...WRONG_KEY, disables: true };
export const GONE: CodeMeaning = { kind: 'drop', reason: 'service_gone', disables: true };
export const UNWANTED: CodeMeaning = { kind: 'drop', reason: 'service_content' };
const REJECTED: CodeMeaning = { kind: 'drop', reason: 'service_rejected' };

/** Too fast; the service takes messages again after so long. */
export function tooFast(afterMs: number): CodeMeaning {
  return { kind: 'retry', reason: 'service_rate_limited', afterMs };
}

const objectJson = Compile(Type.Record(Type.String(), Type.Unknown()));

export function readAnswer(
  { status, headers, body }: Extract<OutboundResult, { kind: 'answered' }>,
  nowMs: number,
): ServiceAnswer {
  const text = body.toString('utf8').trim();
  return {
    status,
    text,
    json: parseObject(text),
    retryAfterMs: retryAfterMs(headers['retry-after'], nowMs),
  };
}

function parseObject(text: string): ServiceAnswer['json'] {
  try {
    const value: unknown = JSON.parse(text);
    return objectJson.Check(value) ? value : null;
  } catch {
    // Services answer with texts too.
    return null;
  }
}

/** A number in JSON, also where a service writes it as a text; undefined for anything else. */
export function codeIn(json: ServiceAnswer['json'], name: string): number | undefined {
  const value = json?.[name];
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,12}$/.test(value) ? Number(value) : undefined;
}

export function textIn(json: ServiceAnswer['json'], name: string): string {
  const value = json?.[name];
  return typeof value === 'string' ? value : '';
}

/**
 * What the status alone says: 408, 425, 429, 5xx are tried again; undefined for 2xx and for what only
 * the body can explain.
 */
export function judgeStatus({
  status,
  retryAfterMs: afterMs,
}: ServiceAnswer): CodeMeaning | undefined {
  const after = afterMs === undefined ? {} : { afterMs };
  if (status === 429) return { kind: 'retry', reason: 'service_rate_limited', ...after };
  if (status === 408 || status === 425 || status >= 500) return { ...BUSY, ...after };
  return undefined;
}

/** @param detail of the service, for people; left out for destinations whose answers are not shown */
export function outcomeOf(
  meaning: CodeMeaning | 'sent' | undefined,
  status: number,
  detail: string,
): SendOutcome {
  const shown = shortDetail(detail === '' ? `answered ${status}` : detail);
  if (meaning === 'sent') return { kind: 'sent', status, detail: shown };
  return { ...(meaning ?? REJECTED), status, detail: shown };
}
