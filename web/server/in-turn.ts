import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that a client may send ahead on one connection; one with more is closed. */
const MAX_AHEAD = 64;

/**
 * Handles requests that a client sends ahead (pipelining) when the answers before theirs are through,
 * instead of all at once. So who asks is judged when it is their turn, a connection has one question
 * under way, and closing it, by whomever, ends everything of it: an answer that waits behind another
 * hears nothing of that.
 */
export function inTurn(handle: RequestListener): RequestListener {
  const ahead = new WeakMap<Socket, number>();
  return (request, response) => {
    // An answer gets the socket when those before it are through.
    if (response.socket !== null) {
      handle(request, response);
      return;
    }
    const { socket } = request;
    const waiting = (ahead.get(socket) ?? 0) + 1;
    ahead.set(socket, waiting);
    if (waiting > MAX_AHEAD) socket.destroy();
    response.once('socket', () => {
      ahead.set(socket, (ahead.get(socket) ?? 1) - 1);
      handle(request, response);
    });
  };
}
