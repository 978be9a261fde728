import type { LiveMessage, LiveRequest, LiveTopic } from '../../contract/live.ts';
import { parseLiveMessage } from './live-message.ts';

export type LiveState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** `sinceMs`: when the stream was last known to be whole; what is shown is that old. */
  | { readonly kind: 'lost'; readonly sinceMs: number };

export interface LiveIoSocket {
  readonly close: () => void;
  /** Left out: nobody is spoken to. */
  readonly send?: (text: string) => void;
}

/** The outside world of a live connection: sockets, time, chance. */
export interface LiveIo {
  readonly open: (
    path: string,
    on: { readonly message: (text: string) => void; readonly close: () => void },
  ) => LiveIoSocket;
  /** Runs once after a delay; the answer cancels it. */
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly now: () => number;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
}

export interface LiveListener {
  readonly onState: (state: LiveState) => void;
  readonly onMessage: (message: LiveMessage) => void;
}

export interface LiveConnection {
  readonly stop: () => void;
  /** Tries at once instead of waiting, e.g. when the browser says it is online again. */
  readonly retry: () => void;
  /** What is told from now on, also after a break. */
  readonly follow: (topics: readonly LiveTopic[]) => void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

/**
 * Keeps the live stream of one owner open. After a break it resumes from the position of the last
 * message, waiting 0.5 s to 15 s between attempts (doubling, with jitter). The stream counts as
 * open from its `hello`, not from the socket.
 */
export function connectLive(owner: string, io: LiveIo, listener: LiveListener): LiveConnection {
  let position: number | undefined;
  let failures = 0;
  let lastWholeMs = io.now();
  let socket: LiveIoSocket | undefined;
  const topics = askedTopics((text) => socket?.send?.(text));
  let cancelRetry: (() => void) | undefined;

  const attempt = () => {
    cancelRetry = undefined;
    const since = position === undefined ? '' : `&since=${position}`;
    const path = `/api/v1/live?owner=${encodeURIComponent(owner)}${since}${topics.opening()}`;
    socket = openOnce(io, path, { receive: (text) => receive(parseLiveMessage(text)), lose });
  };

  const receive = (message: LiveMessage | undefined) => {
    if (message === undefined) return;
    if ('position' in message) position = message.position;
    if (message.type === 'hello') {
      failures = 0;
      listener.onState({ kind: 'open' });
    }
    listener.onMessage(message);
    if (message.type === 'hello') topics.greeted();
  };

  const lose = () => {
    socket = undefined;
    if (failures === 0) lastWholeMs = io.now();
    listener.onState({ kind: 'lost', sinceMs: lastWholeMs });
    cancelRetry = io.after(retryDelayMs(failures, io.random()), attempt);
    failures += 1;
  };

  listener.onState({ kind: 'connecting' });
  attempt();
  return {
    stop: () => {
      cancelRetry?.();
      socket?.close();
    },
    retry: () => {
      if (cancelRetry === undefined) return;
      cancelRetry();
      attempt();
    },
    follow: topics.follow,
  };
}

/** A socket that is heard until it is lost, once, or closed by us. */
function openOnce(
  io: LiveIo,
  path: string,
  { receive, lose }: { readonly receive: (text: string) => void; readonly lose: () => void },
): LiveIoSocket {
  let isOver = false;
  const opened = io.open(path, {
    message: (text) => {
      if (!isOver) receive(text);
    },
    close: () => {
      if (!isOver) lose();
      isOver = true;
    },
  });
  const close = () => {
    isOver = true;
    opened.close();
  };
  return { ...opened, close };
}

/** Which topics are wanted, and says so once a socket has said hello. */
function askedTopics(send: (text: string) => void) {
  let topics: readonly LiveTopic[] = ['incidents'];
  /** What the service knows. */
  let asked = '';
  let isGreeted = false;
  const ask = () => {
    const names = topics.join();
    if (!isGreeted || asked === names) return;
    asked = names;
    const request: LiveRequest = { type: 'subscribe', topics: [...topics] };
    send(JSON.stringify(request));
  };
  return {
    /** What a new socket is opened with. */
    opening: () => {
      isGreeted = false;
      asked = topics.join();
      return asked === 'incidents' ? '' : `&topics=${asked}`;
    },
    greeted: () => {
      isGreeted = true;
      ask();
    },
    follow: (next: readonly LiveTopic[]) => {
      topics = next;
      ask();
    },
  };
}

/** Between half and all of 0.5 s, 1 s, 2 s … 15 s. */
export function retryDelayMs(failures: number, chance: number): number {
  const fullMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
  return Math.round(fullMs * (0.5 + chance / 2));
}
