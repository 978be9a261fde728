const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;
/** What needs no taking apart: UTC in milliseconds or seconds. */
const AS_MOST_WRITE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;

/**
 * Instant as RFC 3339 writes it, with any number of fraction digits (vmalert sends 7, Go up to 9),
 * cut to milliseconds. The zone must be there: without one the text would mean the server's own.
 * @returns Unix milliseconds, or undefined when the text is no instant.
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export function parseInstantMs(text: string): number | undefined {
  if (AS_MOST_WRITE.test(text)) {
    const commonMs = Date.parse(text);
    return Number.isNaN(commonMs) ? undefined : commonMs;
  }
  const parts = RFC3339.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hours, minutes, seconds, fraction = '', zone = ''] = parts;
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const atMs = Date.parse(
    `${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${millis}${zone.toUpperCase()}`,
  );
  return Number.isNaN(atMs) ? undefined : atMs;
}
