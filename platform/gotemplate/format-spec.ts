/** One directive of a format: `%-5.2f`. */
export interface FormatSpec {
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** null: not given. */
  readonly width: number | null;
  readonly precision: number | null;
}

/** Pads with spaces, or with zeros behind the sign; the width is in runes. */
export function padText(text: string, spec: FormatSpec, length: number): string {
  const missing = (spec.width ?? 0) - length;
  if (missing <= 0) return text;
  if (spec.minus) return text + ' '.repeat(missing);
  return (spec.zero ? '0' : ' ').repeat(missing) + text;
}

/** A number, its sign apart, so that zeros stand between the two. */
export function padNumber(sign: string, digits: string, spec: FormatSpec): string {
  const missing = (spec.width ?? 0) - sign.length - digits.length;
  if (missing <= 0) return sign + digits;
  if (spec.minus) return sign + digits + ' '.repeat(missing);
  return spec.zero ? sign + '0'.repeat(missing) + digits : ' '.repeat(missing) + sign + digits;
}

export function signOf(isNegative: boolean, spec: FormatSpec): string {
  if (isNegative) return '-';
  if (spec.plus) return '+';
  return spec.space ? ' ' : '';
}
