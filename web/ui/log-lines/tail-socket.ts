import { lokiPath } from '../api/loki.ts';

export interface TailQuestion {
  readonly scope: string;
  readonly query: string;
  /** Lines from here on come first, the newest of them; Unix nanoseconds. */
  readonly startNs: bigint;
  readonly limit: number;
}

export interface TailEvents {
  readonly open: () => void;
  readonly message: (text: string) => void;
  /** `reason` is the service's own, '' when the connection was lost. */
  readonly close: (code: number, reason: string) => void;
}

/** Codes with which the service ends a tail for good: denied, refused, too slow. */
const FINAL_CODES: ReadonlySet<number> = new Set([1008, 4400, 4408]);

/** Whether coming back makes no sense until something else is asked. */
export function isFinalClose(code: number): boolean {
  return FINAL_CODES.has(code);
}

/** Opens a live tail. @returns what closes it, after which no event comes any more */
export function openTail(question: TailQuestion, on: TailEvents): () => void {
  const { scope, query, startNs, limit } = question;
  const search = new URLSearchParams({ query, start: String(startNs), limit: String(limit) });
  const path = `${lokiPath(scope)}/loki/api/v1/tail?${search}`;
  const socket = new WebSocket(new URL(path, window.location.href).href.replace(/^http/, 'ws'));
  let isOver = false;
  socket.addEventListener('open', () => {
    if (!isOver) on.open();
  });
  socket.addEventListener('message', ({ data }) => {
    if (!isOver && typeof data === 'string') on.message(data);
  });
  socket.addEventListener('close', ({ code, reason }) => {
    if (!isOver) on.close(code, reason);
    isOver = true;
  });
  return () => {
    isOver = true;
    socket.close();
  };
}
