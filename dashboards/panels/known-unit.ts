/**
 * A unit as an author wrote it; none (empty) for what is no text, and for the names that every object has:
 * `getValueFormat` looks units up in a plain object, and finds a function under `constructor`.
 */
export function knownUnit(unit: unknown): string {
  return typeof unit === 'string' && !(unit in Object.prototype) ? unit : '';
}

/** Units of what has no thousandths, with the form of @grafana/data that has no prefixes. */
const WHOLE_THINGS: ReadonlyMap<string, string> = new Map([
  ['pps', 'count:p/s'],
  ['Bps', 'count:B/s'],
  ['bps', 'count:b/s'],
  ['Hs', 'count:H/s'],
  ['decbytes', 'count:B'],
  ['decbits', 'count:b'],
]);

/**
 * The unit that a value below one is shown in; null where the unit's own form is right. @grafana/data says
 * `500 mp/s` and `500 mb/s` of half a packet and half a bit, which read like millions.
 */
export function unitBelowOne(unit: string): string | null {
  return WHOLE_THINGS.get(unit) ?? null;
}

/** Whether such a value is shown so: 0 is not. */
export function isBelowOne(value: unknown): value is number {
  return typeof value === 'number' && value !== 0 && Math.abs(value) < 1;
}
