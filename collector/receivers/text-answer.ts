import { AppError } from '../../platform/errors/app-error.ts';
import { NOTHING, type ReceiverAnswer, type Tally } from './receiver.ts';

const TEXT_HEADERS = {
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
} as const;

/** An answer in words, as Prometheus, Loki and Pushgateway give them: one line with its end. */
export function textAnswer(
  status: number,
  text: string,
  tally: Tally = NOTHING,
  headers: Readonly<Record<string, string>> = {},
): ReceiverAnswer {
  return {
    status,
    headers: { ...TEXT_HEADERS, ...headers },
    body: Buffer.from(`${text}\n`),
    tally,
  };
}

export function emptyAnswer(
  status: number,
  tally: Tally = NOTHING,
  headers: Readonly<Record<string, string>> = {},
): ReceiverAnswer {
  return { status, headers, body: Buffer.alloc(0), tally };
}

/** The answer to a push that was refused. @throws what is no AppError: a fault of this program */
export function refusalAnswer(thrown: unknown): ReceiverAnswer {
  if (!(thrown instanceof AppError)) throw thrown;
  return textAnswer(thrown.status, thrown.message, NOTHING, retryHeaders(thrown));
}

/** `Retry-After` for what may be tried again. */
export function retryHeaders(error: AppError): Readonly<Record<string, string>> {
  const mayRetry = error.kind === 'limited' || error.kind === 'unavailable';
  if (!mayRetry) return {};
  return { 'retry-after': String(error.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS) };
}

const DEFAULT_RETRY_SECONDS = 5;
