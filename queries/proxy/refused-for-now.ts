import { AppError } from '../../platform/errors/app-error.ts';
import type { AnswerHeaders } from '../upstream/upstream.ts';
import { withoutAddresses } from './prometheus-error.ts';

/** Longest text that is passed on, in characters. */
const MAX_LENGTH = 2_000;
const DEFAULT_RETRY_SECONDS = 5;
const MAX_RETRY_SECONDS = 3_600;

/** A backend's answer 503 to a push. */
export interface RefusalForNow {
  readonly headers: AnswerHeaders;
  readonly text: string;
  readonly url: string;
}

/**
 * A push that a backend does not take just now, such as one to our own stores while their disk is
 * full: in the backend's words, unless they are a page of a proxy in front of it, and with its
 * `Retry-After` in seconds (5 where there is none).
 * @returns AppError `unavailable`
 */
export function refusedForNow({ headers, text, url }: RefusalForNow): AppError {
  const said = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
  const isPlain = said !== '' && !/^\{|<!doctype|<html|<body/i.test(said);
  const message = isPlain
    ? withoutAddresses(said, url).slice(0, MAX_LENGTH)
    : 'the backend takes nothing just now; send it again later';
  return new AppError('unavailable', message, { retryAfterSeconds: retrySeconds(headers) });
}

function retrySeconds({ 'retry-after': header }: AnswerHeaders): number {
  if (typeof header !== 'string' || !/^\d{1,9}$/.test(header)) return DEFAULT_RETRY_SECONDS;
  return Math.min(Number(header), MAX_RETRY_SECONDS);
}
