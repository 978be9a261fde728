import { useElementSize } from '@mantine/hooks';
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { LogLine } from './log-line.ts';
import { ROW_HEIGHT, rowWindow, topOf } from './row-window.ts';

type Box = RefObject<HTMLDivElement | null>;
type Extra = readonly (readonly [index: number, px: number])[];
type Growth = 'top' | 'bottom' | undefined;

/** Which rows of a scrolled list are drawn, and ways to bring others into view. */
export function useRowWindow(
  lines: readonly LogLine[],
  heights: ReadonlyMap<string, number>,
  arrivesAt: Growth,
) {
  const { ref: sizeRef, height: viewport } = useElementSize<HTMLDivElement>();
  const box = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const extra = useMemo(() => extraOf(lines, heights), [lines, heights]);
  const hold = useHeldView(box, lines, extra, arrivesAt);
  const onScroll = () => {
    setScrollTop(box.current?.scrollTop ?? 0);
    hold();
  };
  const shown = rowWindow(lines.length, extra, scrollTop, viewport);
  return { box, sizeRef, shown, onScroll, ...useScrolling(box, extra) };
}

function extraOf(lines: readonly LogLine[], heights: ReadonlyMap<string, number>): Extra {
  if (heights.size === 0) return [];
  return lines.flatMap(({ key }, index): Extra => {
    const px = heights.get(key);
    return px === undefined ? [] : [[index, px]];
  });
}

/**
 * New rows of a live list move nothing that is being read; where the reader stands at the end at
 * which they arrive, the view follows them.
 * @returns what is to be told of every scrolling
 */
function useHeldView(box: Box, lines: readonly LogLine[], extra: Extra, arrivesAt: Growth) {
  /** The row at the top edge, and how far it is scrolled out. */
  const anchor = useRef<{ readonly key: string; readonly offset: number }>(undefined);
  const isAtBottom = useRef(true);
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null || arrivesAt === undefined) return;
    if (arrivesAt === 'bottom' && isAtBottom.current) {
      current.scrollTop = current.scrollHeight;
      return;
    }
    if (anchor.current === undefined || current.scrollTop < ROW_HEIGHT) return;
    const { key, offset } = anchor.current;
    const index = lines.findIndex((line) => line.key === key);
    if (index >= 0) current.scrollTop = topOf(extra, index) + offset;
  }, [box, lines, extra, arrivesAt]);
  return () => {
    const { current } = box;
    if (current === null) return;
    const top = current.scrollTop;
    isAtBottom.current = top + current.clientHeight >= current.scrollHeight - ROW_HEIGHT;
    const { first } = rowWindow(lines.length, extra, top, 0, 0);
    const key = lines[first]?.key;
    anchor.current = key === undefined ? undefined : { key, offset: top - topOf(extra, first) };
  };
}

function useScrolling(box: Box, extra: Extra) {
  /** Scrolls as little as shows the whole of a closed row. */
  const reveal = useCallback(
    (index: number) => {
      const { current } = box;
      if (current === null) return;
      const top = topOf(extra, index);
      const lowest = top + ROW_HEIGHT - current.clientHeight;
      current.scrollTop = Math.max(lowest, Math.min(top, current.scrollTop));
    },
    [box, extra],
  );
  /** Brings a row of a list without open rows into the middle. */
  const centre = useCallback(
    (index: number) => {
      const { current } = box;
      if (current !== null) current.scrollTop = index * ROW_HEIGHT - current.clientHeight / 2;
    },
    [box],
  );
  return { reveal, centre };
}
