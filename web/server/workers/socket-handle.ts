import type { Socket } from 'node:net';

interface Handle {
  reading: boolean;
  readStop(): number;
  close(): void;
}

/**
 * Ends reading, so that the socket can go to another process: `socket.pause()` alone lets the handle
 * read on into a buffer that would stay here, and sending it waits for its turn.
 * Node has no public way; cluster does the same. False: leave the socket where it is.
 */
export function stopReading(socket: Socket): boolean {
  const handle = handleOf(socket);
  if (!handle) return false;
  socket.pause();
  handle.reading = false;
  return handle.readStop() === 0;
}

/**
 * What closes a socket's connection also after sending took its handle away. Node forgets the handle
 * when the write to a process that has just ended fails, and the client would wait for ever. Closing
 * one that is closed does nothing.
 */
export function closerOf(socket: Socket): () => void {
  const handle = handleOf(socket);
  return () => handle?.close();
}

/** True when the socket is still here: sending takes its handle away. */
export function isStillHere(socket: Socket): boolean {
  return !socket.destroyed && handleOf(socket) !== null;
}

function handleOf(socket: Socket): Handle | null {
  const handle: unknown = Reflect.get(socket, '_handle');
  return isHandle(handle) ? handle : null;
}

function isHandle(value: unknown): value is Handle {
  return (
    typeof value === 'object' &&
    value !== null &&
    'readStop' in value &&
    typeof value.readStop === 'function' &&
    'close' in value &&
    typeof value.close === 'function'
  );
}
