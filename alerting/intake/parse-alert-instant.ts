import { parseInstantMs } from '../../platform/model/instant.ts';

/**
 * Instant of an alert as clients write it.
 * @returns Unix milliseconds; `unset` for Go's zero time (year 1), undefined when the text is no
 * instant.
 */
export function parseAlertInstant(text: string): number | 'unset' | undefined {
  const atMs = parseInstantMs(text);
  return atMs !== undefined && text.startsWith('0001-') ? 'unset' : atMs;
}
