import type { AnswerHeaders } from '../upstream/upstream.ts';

/** How much of a remote write 2.0 was stored: samples, native histograms, exemplars. */
export interface WrittenCounts {
  /** Decimal, up to 2^63 - 1, as the backend gave them. */
  readonly samples: string;
  readonly histograms: string;
  readonly exemplars: string;
}

export const NOTHING_WRITTEN: WrittenCounts = { samples: '0', histograms: '0', exemplars: '0' };

const NAMES = {
  samples: 'x-prometheus-remote-write-samples-written',
  histograms: 'x-prometheus-remote-write-histograms-written',
  exemplars: 'x-prometheus-remote-write-exemplars-written',
} as const;

/**
 * What a receiver says was written; one that is missing counts as 0.
 * @returns null when it says nothing, as only a receiver of 1.0 does.
 */
export function readWrittenCounts(headers: AnswerHeaders): WrittenCounts | null {
  const samples = countOf(headers[NAMES.samples]);
  const histograms = countOf(headers[NAMES.histograms]);
  const exemplars = countOf(headers[NAMES.exemplars]);
  if (samples === null && histograms === null && exemplars === null) return null;
  return {
    samples: samples ?? '0',
    histograms: histograms ?? '0',
    exemplars: exemplars ?? '0',
  };
}

/** As headers of an answer of ours. */
export function writtenHeaders(written: WrittenCounts): Readonly<Record<string, string>> {
  return {
    [NAMES.samples]: written.samples,
    [NAMES.histograms]: written.histograms,
    [NAMES.exemplars]: written.exemplars,
  };
}

/** null for a header that is missing or no single number: it is not passed on. */
function countOf(header: AnswerHeaders[string]): string | null {
  return typeof header === 'string' && /^\d{1,19}$/.test(header) ? header : null;
}
