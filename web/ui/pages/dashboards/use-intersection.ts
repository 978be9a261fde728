import { type RefCallback, useCallback, useState } from 'react';

type Entry = Pick<IntersectionObserverEntry, 'isIntersecting' | 'boundingClientRect'>;

/**
 * Whether an element is in sight, or nearly. What is there from the beginning is known before the first
 * paint: an observer says so only after it, and until then nothing would be asked.
 *
 * @param rootMargin what is so near to the window counts as seen, in px
 */
export function useIntersection({ rootMargin }: { readonly rootMargin: string }): {
  readonly ref: RefCallback<HTMLElement>;
  readonly entry: Entry | null;
} {
  const [entry, setEntry] = useState<Entry | null>(null);
  const ref = useCallback(
    (element: HTMLElement | null) => {
      if (element === null) return;
      setEntry(firstEntry(element, Number.parseFloat(rootMargin)));
      const observer = new IntersectionObserver(
        (entries) => {
          const now = entries.at(-1);
          if (now !== undefined) setEntry((before) => (isSame(before, now) ? before : now));
        },
        { rootMargin },
      );
      observer.observe(element);
      return () => observer.disconnect();
    },
    [rootMargin],
  );
  return { ref, entry };
}

function firstEntry(element: HTMLElement, marginPx: number): Entry {
  const boundingClientRect = element.getBoundingClientRect();
  const { top, bottom } = boundingClientRect;
  const isIntersecting = bottom > -marginPx && top < window.innerHeight + marginPx;
  return { isIntersecting, boundingClientRect };
}

function isSame(before: Entry | null, now: Entry): boolean {
  return (
    before?.isIntersecting === now.isIntersecting &&
    before.boundingClientRect.width === now.boundingClientRect.width
  );
}
