import { assertNever } from '../../../platform/model/assert-never.ts';
import type { OutboundResult } from '../../../platform/outbound/outbound.ts';
import type { SendOutcome } from '../channel-kind.ts';
import { shortDetail } from '../given-fields.ts';

/** Longest wait that a receiver can ask for. */
const MAX_RETRY_AFTER_MS = 60 * 60_000;
const BODY_BYTES = 1_024;

/**
 * What an answer means: 2xx accepts; 410 refuses for good and switches the channel off; 408, 425,
 * 429, 5xx and no answer are tried again; any other status is a dead letter.
 *
 * @param prefix of the named reasons for answers that never came
 * @param showsBody false for private destinations: their answers are not shown to tenants.
 */
export function judgeAnswer(
  result: OutboundResult,
  nowMs: number,
  showsBody: boolean,
  prefix: 'webhook' | 'service' = 'webhook',
): SendOutcome {
  switch (result.kind) {
    case 'answered':
      return judgeStatus(result, nowMs, showsBody);
    case 'refused':
      return { kind: 'drop', reason: `destination_${result.reason}`, detail: result.message };
    case 'failed':
      return result.reason === 'redirect'
        ? { kind: 'drop', reason: `${prefix}_redirect`, detail: 'redirects are not followed' }
        : { kind: 'retry', reason: `${prefix}_${result.reason}`, detail: FAILURES[result.reason] };
    default:
      return assertNever(result);
  }
}

const FAILURES = {
  dns: 'the host name could not be resolved',
  connect: 'the host did not accept the connection',
  tls: 'the TLS connection could not be made',
  reset: 'the connection broke before an answer',
  protocol: 'the answer was not HTTP',
  timeout: 'no answer in time',
  aborted: 'broken off because the service is stopping',
} as const;

type Answered = Extract<OutboundResult, { kind: 'answered' }>;

function judgeStatus(answer: Answered, nowMs: number, showsBody: boolean): SendOutcome {
  const { status } = answer;
  const detail = detailOf(answer, showsBody);
  if (status >= 200 && status < 300) return { kind: 'sent', status, detail };
  if (status === 410) {
    return { kind: 'drop', reason: 'webhook_gone', status, detail, disables: true };
  }
  const isTemporary = status === 408 || status === 425 || status === 429 || status >= 500;
  if (!isTemporary) return { kind: 'drop', reason: 'webhook_rejected', status, detail };
  const afterMs = retryAfterMs(answer.headers['retry-after'], nowMs);
  const reason = status === 429 ? 'webhook_rate_limited' : 'webhook_unavailable';
  return { kind: 'retry', reason, status, detail, ...(afterMs === undefined ? {} : { afterMs }) };
}

function detailOf({ status, body }: Answered, showsBody: boolean): string {
  const text = showsBody ? body.subarray(0, BODY_BYTES).toString('utf8') : '';
  return shortDetail(text === '' ? `answered ${status}` : `answered ${status}: ${text}`);
}

/** `Retry-After` as seconds or as a date, clamped to an hour; undefined when it is neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined || header === '') return undefined;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(Math.max(0, waitMs), MAX_RETRY_AFTER_MS);
}
