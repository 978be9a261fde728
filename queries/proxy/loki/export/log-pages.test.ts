import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../../../test/support/property-runs.ts';
import { parseCursor, printCursor } from './export-cursor.ts';
import {
  compareLines,
  type Direction,
  type ExportedLine,
  linesIn,
  type Position,
  positionOf,
} from './exported-line.ts';
import { type PageSource, pagesOf } from './log-pages.ts';

interface Stored {
  readonly ns: bigint;
  readonly stream: string;
  readonly line: string;
}

const range = { startNs: 0n, endNs: 1_000n };

/**
 * A Loki that cuts pages by timestamp only: which of equally old lines of different streams come
 * first is decided anew by `shuffle` for each page.
 */
function sourceOf(
  stored: readonly Stored[],
  shuffle: (count: number) => number,
  maxAtOnce: number,
): PageSource & { pages: number } {
  const answered = (found: readonly Stored[], direction: Direction): readonly ExportedLine[] => {
    const streams = [...new Set(found.map(({ stream }) => stream))];
    const result = streams.map((name) => ({
      stream: { name },
      values: found
        .filter(({ stream }) => stream === name)
        .sort((a, b) => Number(a.ns - b.ns) * (direction === 'forward' ? 1 : -1))
        .map(({ ns, line }) => [String(ns), line]),
    }));
    return linesIn({ resultType: 'streams', result });
  };
  const source = {
    pages: 0,
    fetch: async ({ startNs, endNs, direction, limit }: Parameters<PageSource['fetch']>[0]) => {
      source.pages++;
      if (limit > maxAtOnce) return { kind: 'smaller' as const, limit: null };
      const inRange = stored.filter(({ ns }) => ns >= startNs && ns < endNs);
      const ordered = direction === 'forward' ? inRange : inRange.toReversed();
      const order = new Map(
        [...new Set(stored.map(({ stream }) => stream))].map((s) => [s, shuffle(99)]),
      );
      const sorted = ordered.toSorted(
        (a, b) =>
          Number(a.ns - b.ns) * (direction === 'forward' ? 1 : -1) ||
          (order.get(a.stream) ?? 0) - (order.get(b.stream) ?? 0) ||
          a.stream.localeCompare(b.stream),
      );
      return { kind: 'lines' as const, lines: answered(sorted.slice(0, limit), direction) };
    },
    fetchInstant: async (ns: bigint, direction: Direction) => {
      const found = stored.filter((one) => one.ns === ns);
      return answered(direction === 'forward' ? found : found.toReversed(), direction);
    },
  };
  return source;
}

async function read(
  source: PageSource,
  direction: Direction,
  limit: number,
  position: Position | null = null,
  most = Number.POSITIVE_INFINITY,
): Promise<{ readonly lines: readonly ExportedLine[]; readonly isLast: boolean }> {
  const lines: ExportedLine[] = [];
  for await (const page of pagesOf(source, { ...range, direction, position }, limit)) {
    lines.push(...page.lines);
    if (lines.length >= most) return { lines: lines.slice(0, most), isLast: false };
    if (page.isLast) return { lines, isLast: true };
  }
  throw new Error('pages without a last one');
}

const stored = fc
  .array(
    fc.record({
      ns: fc.integer({ min: 0, max: 12 }).map(BigInt),
      stream: fc.constantFrom('a', 'b', 'c'),
    }),
    { maxLength: 60 },
  )
  .map((all) =>
    all
      .toSorted((a, b) => Number(a.ns - b.ns))
      .map((one, at): Stored => ({ ...one, line: `line ${at}` })),
  );

describe('pagesOf', () => {
  it('gives every line once, in order, whatever the page size and the order of ties', async () => {
    await fc.assert(
      fc.asyncProperty(
        stored,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom<Direction>('forward', 'backward'),
        fc.infiniteStream(fc.nat(99)),
        async (all, limit, direction, ties) => {
          const source = sourceOf(all, () => ties.next().value ?? 0, 100);
          const { lines } = await read(source, direction, limit);
          expect(lines.map(({ line }) => line).sort()).toEqual(all.map(({ line }) => line).sort());
          expect([...lines].sort(compareLines(direction))).toEqual(lines);
          for (const name of ['a', 'b', 'c']) {
            const own = lines.filter(({ labels }) => labels.name === name).map(({ line }) => line);
            const expected = all.filter(({ stream }) => stream === name).map(({ line }) => line);
            expect(own).toEqual(direction === 'forward' ? expected : expected.toReversed());
          }
        },
      ),
      propertyRuns(300, 5_000),
    );
  });

  it('goes on after any line, through the text of a cursor', async () => {
    await fc.assert(
      fc.asyncProperty(
        stored,
        fc.integer({ min: 1, max: 9 }),
        fc.nat(60),
        fc.constantFrom<Direction>('forward', 'backward'),
        fc.infiniteStream(fc.nat(99)),
        async (all, limit, most, direction, ties) => {
          const source = sourceOf(all, () => ties.next().value ?? 0, 100);
          const whole = (await read(source, direction, limit)).lines;
          const first = (await read(source, direction, limit, null, most + 1)).lines;
          const last = first.at(-1);
          if (!last) return;
          const text = printCursor({ ...range, direction, position: positionOf(last) }, 'q');
          const { position } = parseCursor(text, 'q');
          const rest = (await read(source, direction, limit, position)).lines;
          expect([...first, ...rest]).toEqual(whole);
        },
      ),
      propertyRuns(300, 5_000),
    );
  });

  it('asks for less when so much cannot be had at once', async () => {
    const all = [...Array(100).keys()].map((at) => ({
      ns: BigInt(at),
      stream: 'a',
      line: `${at}`,
    }));
    const source = sourceOf(all, () => 0, 30);
    expect((await read(source, 'forward', 5_000)).lines).toHaveLength(100);
    await expect(
      read(
        sourceOf(all, () => 0, 3),
        'forward',
        5_000,
      ),
    ).rejects.toThrow(/too large/);
  });
});

describe('cursors', () => {
  it.each(['', 'x', '!!', 'W10', 'eyJhIjoxfQ', 'a'.repeat(600)])('refuses %s', (text) => {
    expect(() => parseCursor(text, 'q')).toThrow(/cursor/);
  });

  it('belong to one question, and stay inside its range', () => {
    const position = { ns: 5n, stream: 's', count: 1 };
    const text = printCursor({ ...range, direction: 'forward', position }, 'q');
    expect(() => parseCursor(text, 'other')).toThrow(/another query or scope/);
    const outside = printCursor(
      { ...range, direction: 'forward', position: { ...position, ns: 1_000n } },
      'q',
    );
    expect(() => parseCursor(outside, 'q')).toThrow(/cursor/);
  });
});
