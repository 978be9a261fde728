const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * Instant of an alert as clients write it: RFC 3339 with any number of fraction digits (vmalert
 * sends 7, Go up to 9), cut to milliseconds.
 * @returns `unset` for Go's zero time (year 1), undefined when the text is no instant.
 */
export function parseInstantMs(text: string): number | 'unset' | undefined {
  const parts = RFC3339.exec(text);
  if (!parts) return undefined;
  const [, year = '', month, day, hours, minutes, seconds, fraction = '', zone = ''] = parts;
  if (year === '0001') return 'unset';
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const ms = Date.parse(
    `${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${millis}${zone.toUpperCase()}`,
  );
  return Number.isNaN(ms) ? undefined : ms;
}
