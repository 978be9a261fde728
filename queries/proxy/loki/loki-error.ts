import { AppError } from '../../../platform/errors/app-error.ts';
import type { ErrorKind } from '../../../platform/errors/error-registry.ts';
import type { UpstreamFailure } from '../../upstream/upstream.ts';
import type { ScanProblem } from '../envelope-scanner.ts';
import { withoutAddresses } from '../prometheus-error.ts';

/** Statuses of Loki whose meaning is the client's business and so is passed on. */
const PASSED: ReadonlyMap<number, ErrorKind> = new Map([
  [400, 'bad_query'],
  [413, 'too_large'],
  [422, 'unprocessable'],
  [429, 'limited'],
  [504, 'timeout'],
]);

/** Longest error text that is passed on, in characters. */
const MAX_ERROR_LENGTH = 2_000;

/**
 * A log backend's answer that is not a success, as an error of ours: Loki's own plain text where the
 * status is one that the client can act on, without addresses; otherwise a plain `upstream_failed`.
 */
export function lokiUpstreamError(status: number, body: string, backendUrl: string): AppError {
  const kind = PASSED.get(status);
  const said = plainText(body);
  if (kind === undefined || said === '') {
    return new AppError(
      'upstream_failed',
      `the log backend answered with status ${status} and nothing that can be shown; an administrator finds it in the log`,
    );
  }
  return new AppError(kind, withoutAddresses(said, backendUrl).slice(0, MAX_ERROR_LENGTH));
}

/** Loki words its errors as one text; what a proxy in front of it says is HTML, and not for tenants. */
function plainText(body: string): string {
  const text = body.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return /<!doctype|<html|<body/i.test(text) ? '' : text;
}

const FAILURES: Readonly<Record<UpstreamFailure, string>> = {
  timeout: 'the log backend did not answer in time; ask for less, or try again',
  unreachable: 'the log backend cannot be reached; an administrator finds the cause in the log',
  encoded: 'the log backend answered in an encoding that was not asked for',
  broken: 'the log backend broke off its answer',
  aborted: 'the question was given up',
};

/** A failed call as an error that can be shown. */
export function lokiFailure(failure: UpstreamFailure, cause: Error): AppError {
  const kind = failure === 'timeout' ? 'timeout' : 'upstream_failed';
  return new AppError(kind, FAILURES[failure], { cause });
}

const SCAN_TEXTS: Readonly<Record<ScanProblem, string>> = {
  not_an_object: "is not an answer of Loki's API",
  beside_too_large: 'says too much beside its data',
  truncated: 'ended in the middle',
  no_data: 'holds no data',
};

/** An unusable answer as an error that can be shown. */
export function lokiScanError(problem: ScanProblem): AppError {
  return new AppError('upstream_failed', `what the log backend answered ${SCAN_TEXTS[problem]}`);
}

/** A backend's answer over the limit; who reads in pages can ask for a smaller one. */
export class AnswerTooLarge extends AppError {
  constructor(maxBytes: number) {
    super(
      'unprocessable',
      `the answer is larger than ${maxBytes} bytes; ask for less time, fewer streams or fewer lines`,
    );
  }
}
