/**
 * The roundest number that is drawn where the value is: of as few digits as a pixel can tell apart.
 *
 * @example roundedToPixel(83.4172, 0.6) // 83.4
 */
export function roundedToPixel(value: number, perPixel: number): number {
  if (!(perPixel > 0) || !Number.isFinite(perPixel)) return value;
  const digits = Math.floor(Math.log10(perPixel));
  const unit = 10 ** Math.abs(digits);
  // Dividing by what is whole keeps 0.3 from becoming 0.30000000000000004.
  return digits < 0 ? Math.round(value * unit) / unit : Math.round(value / unit) * unit;
}
