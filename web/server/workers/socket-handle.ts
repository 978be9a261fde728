import type { Socket } from 'node:net';

interface Handle {
  reading: boolean;
  readStop(): number;
  close(): void;
}

/**
 * Ends reading, so that the socket can go to another process: `socket.pause()` alone lets the handle
 * read on into a buffer that would stay here, and sending it waits for its turn. Until the other
 * process has it both hold the connection, and what is read here is lost to that one.
 * Node has no public way; cluster does the same. False: leave the socket where it is.
 */
export function stopReading(socket: Socket): boolean {
  const handle = handleOf(socket);
  if (!handle) return false;
  socket.pause();
  // After the chunk that is being handed out a stream asks for the next one, paused or not.
  socket._read = () => void asked.add(socket);
  handle.reading = false;
  return handle.readStop() === 0;
}

/** Sockets whose stream has asked for more while it may not read. */
const asked = new WeakSet<Socket>();

/** What `stopReading` ended is possible again: the socket stays here. Otherwise does nothing. */
export function letRead(socket: Socket): void {
  Reflect.deleteProperty(socket, '_read');
  if (asked.delete(socket)) socket._read(0);
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
