/** A ring's part; turns are parts of a circle, clockwise from the top. */
export interface Arc {
  readonly x: number;
  readonly y: number;
  readonly outer: number;
  /** 0 is a slice of a pie. */
  readonly inner: number;
  readonly from: number;
  readonly to: number;
}

/** The outline of a part of a ring as an SVG path. A whole circle is drawn as two halves. */
export function arcPath({ x, y, outer, inner, from, to }: Arc): string {
  if (to - from >= 0.9999) {
    const middle = from + 0.5;
    const half = { x, y, outer, inner };
    return (
      arcPath({ ...half, from, to: middle }) + arcPath({ ...half, from: middle, to: from + 0.9999 })
    );
  }
  const at = (radius: number, turn: number) => {
    const angle = (turn - 0.25) * 2 * Math.PI;
    return `${(x + radius * Math.cos(angle)).toFixed(2)} ${(y + radius * Math.sin(angle)).toFixed(2)}`;
  };
  const isLarge = to - from > 0.5 ? 1 : 0;
  const rim = `M${at(outer, from)}A${outer} ${outer} 0 ${isLarge} 1 ${at(outer, to)}`;
  if (inner <= 0) return `${rim}L${x} ${y}Z`;
  return `${rim}L${at(inner, to)}A${inner} ${inner} 0 ${isLarge} 0 ${at(inner, from)}Z`;
}
