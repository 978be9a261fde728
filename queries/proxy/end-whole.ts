import type { ServerResponse } from 'node:http';

/** Up to this size a body goes out faster as a one-byte string, in one piece with the head. */
const STRING_BYTES = 2 * 1024;

/**
 * Ends a response, whose head is written and not sent yet, with its whole body.
 *
 * `end(body)` would hand the socket one more piece, an empty one, and so make a gathering write of a
 * plain one, with memory asked for it. A write that is let go at once, and an end that then finds
 * nothing waiting, is one plain write.
 * @param text the same bytes as one-byte characters (latin1), where that is at hand
 */
export function endWhole(response: ServerResponse, body: Buffer, text: string | null = null): void {
  const { socket } = response;
  socket?.cork();
  if (body.length > STRING_BYTES) response.write(body);
  else response.write(text ?? body.toString('latin1'), 'latin1');
  socket?.uncork();
  response.end();
}
