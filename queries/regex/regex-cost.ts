/** About what a compiler spends on any pattern at all, in the units of `regexCost`. */
const LEAST = 20;
/** A class of Unicode (`\pL`, or `\PL`, which is dearer). */
const CLASS_OF_UNICODE = 100;
/** A range beyond ASCII, where case is folded: each of its characters is looked up. */
const FOLDED_RANGE = 1_000;
const MOST = 1e9;

const PIECE = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]?|\{([0-9]{1,4})(?:,([0-9]{0,4}))?\}|./gsu;

/**
 * About how many instructions a pattern compiles to, whether it is valid or not; an upper bound for
 * valid ones but for a small factor. One unit is about 3 µs of compiling. Linear in the pattern.
 */
export function regexCost(pattern: string): number {
  const folds = /\(\?[a-zA-Z-]*i/.test(pattern);
  const outer: number[] = [];
  let sum = LEAST;
  let last = 0;
  for (const [piece, least, most] of pattern.matchAll(PIECE)) {
    if (least !== undefined) {
      const count = Math.min(1_000, Math.max(1, Number(least), Number(most ?? least)));
      sum += last * (count - 1);
      last *= count;
    } else if (piece === '(') {
      outer.push(sum);
      sum = 2;
    } else if (piece === ')') {
      last = sum;
      sum += outer.pop() ?? 0;
    } else {
      last = pieceCost(piece, folds);
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

/** One character, escape or class. */
function pieceCost(piece: string, folds: boolean): number {
  if (piece.length < 3) {
    return piece === '\\p' || piece === '\\P' ? CLASS_OF_UNICODE : 1 + piece.length / 2;
  }
  const classes = countOf(piece, /\\[pP]/g) * CLASS_OF_UNICODE;
  const isWide = folds && /\\x|[^\0-\x7f]/.test(piece);
  const ranges = isWide ? countOf(piece, /-/g) * FOLDED_RANGE : 0;
  return 1 + piece.length / 2 + classes + ranges;
}

function countOf(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
