import { type RefCallback, useCallback, useEffect } from 'react';
import { useChangeSearch } from '../scope/use-place.ts';
import { toldBy } from './embed-address.ts';

/** Listens to the page around the frame, if it is of a site that the link names. */
export function useParentWishes(origins: readonly string[]): void {
  const change = useChangeSearch();
  useEffect(() => {
    const hear = ({ source, origin, data }: MessageEvent) => {
      if (source !== window.parent || source === window || !isKnown(origins, origin)) return;
      const told = toldBy(data);
      // A length stands alone: ends of before would mean nothing beside it.
      if (told !== null) {
        change({ ...('range' in told ? { from: undefined, to: undefined } : {}), ...told });
      }
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, [origins, change]);
}

/** For the element that is the whole dashboard: tells the page around the frame how high it is. */
export function useTellHeight(origins: readonly string[]): RefCallback<HTMLElement> {
  return useCallback(
    (element) => {
      if (element === null || window.parent === window) return undefined;
      const tell = () => {
        const height = Math.ceil(element.getBoundingClientRect().height);
        for (const origin of targetsOf(origins)) {
          window.parent.postMessage({ type: 'tocsin-embed:height', height }, origin);
        }
      };
      const observer = new ResizeObserver(tell);
      observer.observe(element);
      return () => observer.disconnect();
    },
    [origins],
  );
}

function isKnown(origins: readonly string[], origin: string): boolean {
  return origin === window.location.origin || origins.includes(origin);
}

/** Where browsers say who frames the page, that one; else all that may. */
function targetsOf(origins: readonly string[]): readonly string[] {
  const parent = window.location.ancestorOrigins?.[0];
  const known = [window.location.origin, ...origins];
  return parent === undefined ? known : known.filter((origin) => origin === parent);
}
