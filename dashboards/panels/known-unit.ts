/**
 * A unit as an author wrote it; none (empty) for what is no text, and for the names that every object has:
 * `getValueFormat` looks units up in a plain object, and finds a function under `constructor`.
 */
export function knownUnit(unit: unknown): string {
  return typeof unit === 'string' && !(unit in Object.prototype) ? unit : '';
}
