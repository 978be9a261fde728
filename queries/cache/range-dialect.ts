import type { AppError } from '../../platform/errors/app-error.ts';
import type { ScanProblem } from '../proxy/envelope-scanner.ts';
import { filterNotes } from '../proxy/known-notes.ts';
import { filterLokiNotes } from '../proxy/loki/known-loki-notes.ts';
import { lokiFailure, lokiScanError, lokiUpstreamError } from '../proxy/loki/loki-error.ts';
import { failureError, scanError, upstreamError } from '../proxy/prometheus-error.ts';
import type { UpstreamFailure } from '../upstream/upstream.ts';
import type { RangeLanguage } from './range-language.ts';

/** What of an answer differs between the stores of two languages. */
export interface RangeDialect {
  /** What follows the series within `data`, and ends it. */
  readonly dataEnd: string;
  /** The notes of a backend that may be shown, and how many were dropped. */
  readonly filterNotes: (notes: unknown) => {
    readonly kept: readonly string[];
    readonly dropped: number;
  };
  /** What can be shown of an answer of another status, of a failed call, of an unusable answer. */
  readonly statusError: (status: number, body: string, backendUrl: string) => AppError;
  readonly failureError: (failure: UpstreamFailure, cause: Error) => AppError;
  readonly scanError: (problem: ScanProblem) => AppError;
}

export const RANGE_DIALECTS: Readonly<Record<RangeLanguage, RangeDialect>> = {
  promql: {
    dataEnd: '}',
    filterNotes,
    statusError: upstreamError,
    failureError,
    scanError,
  },
  logql: {
    // What was counted for one question says nothing of an answer in pieces; clients want the member.
    dataEnd: ',"stats":{}}',
    filterNotes: filterLokiNotes,
    statusError: lokiUpstreamError,
    failureError: lokiFailure,
    scanError: lokiScanError,
  },
};
