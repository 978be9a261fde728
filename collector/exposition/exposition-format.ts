import { mediaTypeOf } from '../../platform/wire/media-type.ts';

/** - `text`: the Prometheus text format 0.0.4 (and 1.0.0). - `openmetrics`: OpenMetrics 1.0 (and 0.0.1). */
export type ExpositionFormat = 'text' | 'openmetrics';

/** What a target is asked for; the same that Prometheus 3.x asks for, without protobuf. */
export const EXPOSITION_ACCEPT = [
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5',
  'application/openmetrics-text;version=0.0.1;q=0.4',
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3',
  'text/plain;version=0.0.4;q=0.2',
  '*/*;q=0.1',
].join(',');

export type FormatChoice =
  | { readonly kind: 'format'; readonly format: ExpositionFormat }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * The format of an answer by its Content-Type. As in Prometheus 3.x a missing or foreign one is
 * refused unless there is a fallback.
 * @param contentType the header as it came; empty when there was none
 */
export function expositionFormat(
  contentType: string,
  fallback: ExpositionFormat | null,
): FormatChoice {
  const mediaType = mediaTypeOf(contentType);
  if (mediaType === 'text/plain') return { kind: 'format', format: 'text' };
  if (mediaType === 'application/openmetrics-text')
    return { kind: 'format', format: 'openmetrics' };
  if (fallback !== null) return { kind: 'format', format: fallback };
  const what =
    mediaType === ''
      ? 'the target sent no Content-Type'
      : `the target sent the unsupported Content-Type ${JSON.stringify(contentType)}`;
  return { kind: 'refused', message: `${what}, and the job sets no fallbackProtocol` };
}
