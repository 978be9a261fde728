/** One line of a text diff. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** A line of a diff whose unchanged parts are folded; `skipped` stands for so many lines. */
export type FoldedLine = DiffLine | { readonly kind: 'skipped'; readonly count: number };

/** The lines with so many unchanged ones around each change, and the number of the others. */
export function foldLines(lines: readonly DiffLine[], around: number): readonly FoldedLine[] {
  const isNear = new Array<boolean>(lines.length).fill(false);
  for (const [index, { kind }] of lines.entries()) {
    if (kind !== 'same') isNear.fill(true, Math.max(0, index - around), index + around + 1);
  }
  const found: FoldedLine[] = [];
  for (const [index, line] of lines.entries()) {
    const last = found.at(-1);
    if (isNear[index] === true) found.push(line);
    else if (last?.kind === 'skipped') found[found.length - 1] = { ...last, count: last.count + 1 };
    else found.push({ kind: 'skipped', count: 1 });
  }
  return found;
}

/** Longer texts are told as replaced as a whole. */
const MOST_LINES = 2_000;

/** The fewest lines that make one text of the other, in order; removed ones before added ones. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [mid, other] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return [
    ...a.slice(0, start).map(same),
    ...(mid.length + other.length > MOST_LINES ? replaced(mid, other) : changed(mid, other)),
    ...a.slice(a.length - end).map(same),
  ];
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function changed(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const lengths = commonLengths(a, b);
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      lines.push(same(left));
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: left });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: right ?? '' });
      j += 1;
    }
  }
  return lines;
}

/** `[i][j]`: the longest common subsequence of what follows from line i and line j. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const [row, below] = [rows[i], rows[i + 1]];
    if (row === undefined || below === undefined) continue;
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

function replaced(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  return [
    ...a.map((text): DiffLine => ({ kind: 'removed', text })),
    ...b.map((text): DiffLine => ({ kind: 'added', text })),
  ];
}

function same(text: string): DiffLine {
  return { kind: 'same', text };
}
