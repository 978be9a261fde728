import { assertNever } from '../../platform/model/assert-never.ts';
import type { SampleRefusalKind } from '../model/sample-batch.ts';

/** Why a sample was not stored, in Prometheus's words. */
export function refusalText(kind: SampleRefusalKind): string {
  switch (kind) {
    case 'out_of_order':
      return 'out of order sample';
    case 'too_old':
      return 'too old sample';
    case 'duplicate':
      return 'duplicate sample for timestamp';
    case 'too_far_ahead':
      return 'out of bounds';
    case 'series_limit':
      return 'the limit of series is reached: no place';
    case 'invalid_labels':
      return 'invalid metric name or labels';
    default:
      return assertNever(kind);
  }
}
