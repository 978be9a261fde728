import type { SendOutcome } from '../channel-kind.ts';
import { shortDetail } from '../given-fields.ts';

interface SmtpFailure {
  readonly code: string;
  readonly responseCode: number | undefined;
  readonly response: string | undefined;
}

/** Faults of the relay's settings: nothing of the message is wrong, so it waits for them. */
const RELAY_CODES: ReadonlySet<string> = new Set(['EAUTH', 'ETLS', 'ECONFIG', 'ENOAUTH', 'EDNS']);

/**
 * What a failed conversation means: a 5xx about the message or its recipients is final; 4xx, a
 * broken connection, a time-out, and whatever is wrong between us and the relay is tried again.
 */
export function judgeSmtpFailure(thrown: unknown): SendOutcome {
  const { code, responseCode, response } = failureOf(thrown);
  const status = responseCode === undefined ? {} : { status: responseCode };
  const detail = shortDetail(
    response ?? (code === '' ? 'the mail relay could not be used' : `no answer (${code})`),
  );
  if (RELAY_CODES.has(code))
    return { kind: 'retry', reason: 'mail_relay_refused', ...status, detail };
  if (responseCode === undefined) {
    return { kind: 'retry', reason: 'mail_relay_unreachable', detail };
  }
  if (responseCode >= 500 && code !== 'ECONNECTION' && code !== 'EPROTOCOL') {
    return { kind: 'drop', reason: 'mail_rejected', ...status, detail };
  }
  return { kind: 'retry', reason: 'mail_deferred', ...status, detail };
}

function failureOf(thrown: unknown): SmtpFailure {
  if (!(thrown instanceof Error)) {
    return { code: '', responseCode: undefined, response: undefined };
  }
  const { code, responseCode, response } = thrown as Error & Record<string, unknown>;
  return {
    code: typeof code === 'string' ? code : '',
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
    response: typeof response === 'string' ? response : undefined,
  };
}
