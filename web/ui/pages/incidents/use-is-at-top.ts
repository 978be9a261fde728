import { type RefObject, useEffect, useState } from 'react';

const NEAR_TOP_PX = 80;

/** The element that scrolls around another. */
function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  return element?.closest('main') ?? null;
}

/** Whether the reader of a list is at its top. */
export function useIsAtTop(list: RefObject<HTMLElement | null>): boolean {
  const [isAtTop, setIsAtTop] = useState(true);
  useEffect(() => {
    const scroller = scrollerOf(list.current);
    if (scroller === null) return;
    const look = () => setIsAtTop(scroller.scrollTop < NEAR_TOP_PX);
    look();
    scroller.addEventListener('scroll', look, { passive: true });
    return () => scroller.removeEventListener('scroll', look);
  }, [list]);
  return isAtTop;
}

export function scrollToTop(element: HTMLElement | null): void {
  scrollerOf(element)?.scrollTo({ top: 0 });
}
