import { nowMs } from '../time/now.ts';
import type { LiveIo } from './live-connection.ts';

/** Sockets, timers and chance of the browser, for `connectLive`. */
export function browserLiveIo(): LiveIo {
  return {
    open: (path, on) => {
      const socket = new WebSocket(new URL(path, window.location.href).href.replace(/^http/, 'ws'));
      socket.addEventListener('message', ({ data }) => on.message(String(data)));
      socket.addEventListener('close', () => on.close());
      const goOffline = () => socket.close();
      window.addEventListener('offline', goOffline, { once: true });
      return {
        close: () => {
          window.removeEventListener('offline', goOffline);
          socket.close();
        },
      };
    },
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    now: nowMs,
    random: Math.random,
  };
}
