import type { ServerResponse } from 'node:http';

/** Up to this size a body goes out faster as a one-byte string, in one piece with the head. */
const STRING_BYTES = 2 * 1024;

/**
 * Ends a response, whose head is written and not sent yet, with its whole body.
 * @param text the same bytes as one-byte characters (latin1), where that is at hand
 */
export function endWhole(response: ServerResponse, body: Buffer, text: string | null = null): void {
  if (body.length <= STRING_BYTES) response.end(text ?? body.toString('latin1'), 'latin1');
  else response.end(body);
}
