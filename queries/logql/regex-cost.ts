/** About what a compiler spends on any pattern at all, in the units of `regexCost`. */
const LEAST = 20;
const CLASS_OF_UNICODE = 20;
const MOST = 1e9;

const PIECE = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]?|\{([0-9]+),?([0-9]*)\}|./gsy;

/**
 * About how many instructions a pattern compiles to, whether it is valid or not; an upper bound for
 * valid ones but for a small factor. Linear in the pattern.
 */
export function regexCost(pattern: string): number {
  const outer: number[] = [];
  let sum = LEAST;
  let last = 0;
  PIECE.lastIndex = 0;
  for (const [piece, least, most] of pattern.matchAll(PIECE)) {
    if (least !== undefined) {
      const count = Math.min(1_000, Math.max(1, Number(least), Number(most)));
      sum += last * (count - 1);
      last *= count;
    } else if (piece === '(') {
      outer.push(sum);
      sum = 2;
    } else if (piece === ')') {
      last = sum;
      sum += outer.pop() ?? 0;
    } else {
      const isWide = piece.startsWith('\\p') || piece.startsWith('\\P');
      last = isWide ? CLASS_OF_UNICODE : 1 + piece.length / 2;
      sum += last;
    }
    sum = Math.min(sum, MOST);
    last = Math.min(last, MOST);
  }
  return Math.min(
    MOST,
    outer.reduce((total, part) => total + part, sum),
  );
}
