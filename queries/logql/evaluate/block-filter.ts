import { isAscii } from 'node:buffer';
import type { EntryBlock } from '../../source/stream-source.ts';
import type { LineTest } from './line-filter.ts';
import { escapeForV8, type NeededText, type TextPattern } from './text-pattern.ts';

/** Characters of ASCII that also stand for others where case is ignored: `K` (Kelvin), `ſ`. */
const WIDE_FOLD = /[ks]/i;

/**
 * Filters the lines of blocks as they are stored: literals are searched for in the bytes of a whole
 * block, and only lines that hold what a pattern needs are made strings.
 */
export class BlockFilter {
  readonly #filters: readonly { isNegative: boolean; searches: readonly Search[] }[];
  #alive = new Uint8Array(0);
  #matched = new Uint8Array(0);

  constructor(tests: readonly LineTest[]) {
    this.#filters = tests.map(({ isNegative, alternatives }) => ({
      isNegative,
      searches: alternatives.map(searchFor),
    }));
  }

  /** Whether all lines pass. */
  get isEmpty(): boolean {
    return this.#filters.length === 0;
  }

  /**
   * Which lines from `first` until `last` (exclusive) pass: 1 at their position, 0 for others. Valid
   * until the next call.
   */
  run(block: EntryBlock, first: number, last: number): Uint8Array {
    const count = block.ends.length;
    if (this.#alive.length < count) {
      this.#alive = new Uint8Array(count);
      this.#matched = new Uint8Array(count);
    }
    const alive = this.#alive;
    alive.fill(0);
    alive.fill(1, first, last);
    for (const { isNegative, searches } of this.#filters) {
      const matched = this.#matched.fill(0);
      for (const search of searches) search(block, alive, matched, first, last);
      const wanted = isNegative ? 0 : 1;
      let left = 0;
      for (let i = first; i < last; i++) {
        if (matched[i] !== wanted) alive[i] = 0;
        left += alive[i] ?? 0;
      }
      if (left === 0) break;
    }
    return alive;
  }
}

/** Sets 1 in `matched` for each line that is alive and matches. */
type Search = (
  block: EntryBlock,
  alive: Uint8Array,
  matched: Uint8Array,
  first: number,
  last: number,
) => void;

function searchFor(pattern: TextPattern): Search {
  const { needed } = pattern;
  if (needed === null || needed.text === '') return testEach(pattern);
  return needed.ignoreCase ? foldedScan(needed, pattern) : bytesScan(needed, pattern);
}

function testEach(pattern: TextPattern): Search {
  return (block, alive, matched, first, last) => {
    for (let i = first; i < last; i++) {
      if (alive[i] === 1 && matched[i] === 0 && pattern.test(lineAt(block, i))) matched[i] = 1;
    }
  };
}

function bytesScan({ text }: NeededText, pattern: TextPattern): Search {
  const needle = Buffer.from(text);
  return (block, alive, matched, first, last) => {
    const { text: bytes, ends } = block;
    let line = first;
    let at = bytes.indexOf(needle, startOf(ends, first));
    while (at !== -1) {
      while (line < last && (ends[line] ?? 0) <= at) line++;
      if (line >= last) return;
      const end = ends[line] ?? 0;
      if (at + needle.length > end) {
        at = bytes.indexOf(needle, at + 1);
        continue;
      }
      if (alive[line] === 1 && (pattern.isExact || pattern.test(lineAt(block, line)))) {
        matched[line] = 1;
      }
      at = bytes.indexOf(needle, end);
    }
  };
}

/** Without regard to case, where that concerns ASCII alone; else line by line. */
function foldedScan({ text }: NeededText, pattern: TextPattern): Search {
  const each = testEach(pattern);
  if (!isAscii(Buffer.from(text))) return each;
  const isWide = WIDE_FOLD.test(text);
  const search = new RegExp(escapeForV8(text), 'gi');
  return (block, alive, matched, first, last) => {
    const { text: bytes, ends } = block;
    if (isWide && !isAscii(bytes)) return each(block, alive, matched, first, last);
    // One character for each byte, so that positions are the same.
    const characters = bytes.toString('latin1');
    let line = first;
    search.lastIndex = startOf(ends, first);
    for (let found = search.exec(characters); found !== null; found = search.exec(characters)) {
      while (line < last && (ends[line] ?? 0) <= found.index) line++;
      if (line >= last) return;
      const end = ends[line] ?? 0;
      if (found.index + text.length > end) {
        search.lastIndex = found.index + 1;
        continue;
      }
      if (alive[line] === 1 && (pattern.isExact || pattern.test(lineAt(block, line)))) {
        matched[line] = 1;
      }
      search.lastIndex = end;
    }
  };
}

function startOf(ends: Uint32Array, line: number): number {
  return line === 0 ? 0 : (ends[line - 1] ?? 0);
}

/** A line as a string of its own. */
export function lineAt({ text, ends }: EntryBlock, line: number): string {
  return text.toString('utf8', startOf(ends, line), ends[line] ?? 0);
}

/** Bytes of a line. */
export function lineBytes({ ends }: EntryBlock, line: number): number {
  return (ends[line] ?? 0) - startOf(ends, line);
}
