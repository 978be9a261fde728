import { assertNever } from '../../platform/model/assert-never.ts';
import type { FailureReason } from '../../platform/outbound/failure.ts';

/** Why somebody did not answer, as the rest of a sentence that begins with their name. */
export function failureText(reason: FailureReason): string {
  switch (reason) {
    case 'dns':
      return 'has a name that cannot be resolved';
    case 'connect':
      return 'cannot be connected to';
    case 'tls':
      return 'could not be trusted (TLS)';
    case 'reset':
      return 'broke the connection';
    case 'protocol':
      return 'does not speak HTTP properly';
    case 'timeout':
      return 'did not answer in time';
    case 'aborted':
      return 'was not waited for';
    case 'redirect':
      return 'answered with a redirect, which is not followed';
    default:
      return assertNever(reason);
  }
}
