import { nowMs } from '../time/now.ts';
import type { LiveIo } from './live-connection.ts';

/**
 * Sockets, timers and chance of the browser, for `connectLive`.
 * @param ticketFor a ticket that opens one socket of an owner; rejects when there is none
 */
export function browserLiveIo(ticketFor: (owner: string) => Promise<string>): LiveIo {
  return {
    open: (path, on) => {
      const address = new URL(path, window.location.href);
      let socket: WebSocket | undefined;
      let isOver = false;
      const end = () => {
        window.removeEventListener('offline', end);
        if (!isOver && socket === undefined) on.close();
        isOver = true;
        socket?.close();
      };
      const open = (ticket: string) => {
        if (isOver) return;
        address.searchParams.set('ticket', ticket);
        socket = new WebSocket(address.href.replace(/^http/, 'ws'));
        socket.addEventListener('message', ({ data }) => on.message(String(data)));
        socket.addEventListener('close', () => on.close());
      };
      window.addEventListener('offline', end, { once: true });
      ticketFor(address.searchParams.get('owner') ?? '').then(open, end);
      return {
        close: () => {
          isOver = true;
          window.removeEventListener('offline', end);
          socket?.close();
        },
        send: (text) => {
          if (socket?.readyState === WebSocket.OPEN) socket.send(text);
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
