import { useElementSize } from '@mantine/hooks';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { LogLine } from './log-line.ts';
import { ROW_HEIGHT, rowWindow, topOf } from './row-window.ts';

/** The row at the top edge, by which the view is held when rows come above it. */
interface Anchor {
  readonly key: string;
  readonly offset: number;
}

/**
 * Which rows of a scrolled list are drawn. New rows move nothing that is being read; where the reader
 * stands at the end at which rows arrive, the view follows them.
 * @param arrivesAt the end at which a live list grows
 */
export function useRowWindow(
  lines: readonly LogLine[],
  heights: ReadonlyMap<string, number>,
  arrivesAt: 'top' | 'bottom' | undefined,
) {
  const { ref: sizeRef, height: viewport } = useElementSize<HTMLDivElement>();
  const box = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const anchor = useRef<Anchor>(undefined);
  const isAtBottom = useRef(true);
  const extra = useMemo(() => {
    if (heights.size === 0) return [];
    return lines.flatMap(({ key }, index): (readonly [number, number])[] => {
      const px = heights.get(key);
      return px === undefined ? [] : [[index, px]];
    });
  }, [lines, heights]);
  const shown = rowWindow(lines.length, extra, scrollTop, viewport);

  const onScroll = useCallback(() => {
    const { current } = box;
    if (current === null) return;
    const top = current.scrollTop;
    setScrollTop(top);
    isAtBottom.current = top + current.clientHeight >= current.scrollHeight - ROW_HEIGHT;
    const index = Math.floor(top / ROW_HEIGHT);
    const key = lines[index]?.key;
    anchor.current =
      key === undefined || extra.length > 0
        ? undefined
        : { key, offset: top - topOf(extra, index) };
  }, [lines, extra]);

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
    if (index >= 0) current.scrollTop = index * ROW_HEIGHT + offset;
  }, [lines, arrivesAt]);

  const reveal = useCallback(
    (index: number) => {
      const { current } = box;
      if (current === null) return;
      const top = topOf(extra, index);
      if (top < current.scrollTop) current.scrollTop = top;
      const bottom = top + ROW_HEIGHT - current.clientHeight;
      if (bottom > current.scrollTop) current.scrollTop = bottom;
    },
    [extra],
  );
  /** Brings a row into the middle of the view. */
  const centre = useCallback((index: number) => {
    const { current } = box;
    if (current !== null) current.scrollTop = index * ROW_HEIGHT - current.clientHeight / 2;
  }, []);
  return { box, sizeRef, shown, onScroll, reveal, centre };
}
