import { useEffect, useState } from 'react';

/** The one place where the interface reads the clock. */
export function nowMs(): number {
  return Date.now();
}

/** The present instant, read anew at an interval, and only while the tab is seen. */
export function useNow(intervalMs: number): number {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(nowMs());
    }, intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}
