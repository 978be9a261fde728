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

/** The same with a way to read it at once; null reads it then only. */
export function useRefreshedNow(intervalMs: number | null): {
  readonly now: number;
  readonly refresh: () => void;
} {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    if (intervalMs === null) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) setNow(nowMs());
    }, intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return { now, refresh: () => setNow(nowMs()) };
}
