import { useCallback, useState } from 'react';

/**
 * Which rows of a list are open, what they add to a closed row's height (px, by key), and the row
 * that was used last.
 */
export function useOpenRows() {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const [activeKey, setActiveKey] = useState<string>();
  const measure = useCallback((key: string, px: number) => {
    setHeights((before) => (before.get(key) === px ? before : new Map(before).set(key, px)));
  }, []);
  const toggle = useCallback((key: string) => {
    setActiveKey(key);
    setHeights((before) => new Map([...before].filter(([each]) => each !== key)));
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  return { open, heights, activeKey, setActiveKey, measure, toggle };
}
