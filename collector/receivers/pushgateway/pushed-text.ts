import type { Labels } from '../../../platform/model/labels.ts';
import type { MetricMetadata } from '../metadata-sink.ts';

/** The body of a push as a parser of the text format reads it. */
export type ParsedText =
  | {
      readonly kind: 'parsed';
      readonly samples: readonly ParsedSample[];
      readonly metadata: readonly MetricMetadata[];
    }
  | { readonly kind: 'error'; readonly message: string };

export interface ParsedSample {
  /** With `__name__`. */
  readonly labels: Labels;
  readonly value: number;
  /** Unix milliseconds; null where the text gives none. */
  readonly timeMs: number | null;
}

/**
 * Reads text format 0.0.4 or OpenMetrics, as the content type says. Must not throw for any bytes.
 */
export type ParseText = (bytes: Buffer, contentType: string | undefined) => ParsedText;
