import type { Dispatcher } from 'undici';
import type { GuardOptions } from './guard.ts';
import { createGuardedDispatcher } from './guarded-dispatcher.ts';

/** Connections that outlive a request, to many destinations. */
export interface QuickOptions {
  /** At most so many per origin; further requests wait for one. */
  readonly connections: number;
}

export interface QuickRequest {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string | false>>;
  readonly body: string | Uint8Array | undefined;
  readonly maxBytes: number;
}

export interface QuickAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  readonly isCut: boolean;
}

/** Requests over kept connections, behind the guard. */
export interface QuickExchange {
  /** Rejects as undici does; a refusal of the guard is found by `refusalIn`. */
  send(request: QuickRequest, signal: AbortSignal): Promise<QuickAnswer>;
  close(): void;
}

const CONNECT_MS = 10_000;

/**
 * What is approved for some time only is left out of what it may reach: a kept connection is judged when
 * it is made, and would outlive the approval.
 */
export function createQuickExchange(
  { policy, allow, resolve }: GuardOptions,
  { connections }: QuickOptions,
): QuickExchange {
  const dispatcher = createGuardedDispatcher({
    policy,
    ...(allow === undefined ? {} : { allow }),
    ...(resolve === undefined ? {} : { resolve }),
    connections,
    connectTimeoutMs: CONNECT_MS,
    // The caller's signal ends the request as a whole.
    headersTimeoutMs: 0,
    bodyTimeoutMs: 0,
  });
  return {
    send: (request, signal) => exchange(dispatcher, request, signal),
    close: () => void dispatcher.destroy(),
  };
}

async function exchange(
  dispatcher: Dispatcher,
  { url, method, headers, body, maxBytes }: QuickRequest,
  signal: AbortSignal,
): Promise<QuickAnswer> {
  const sent = Object.entries(headers).filter(
    (entry): entry is [string, string] => entry[1] !== false,
  );
  const answer = await dispatcher.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method,
    headers: Object.fromEntries(sent),
    body: body === undefined ? null : Buffer.from(body),
    signal,
  });
  const read = await readWhole(answer.body, maxBytes);
  return { status: answer.statusCode, headers: answer.headers, ...read };
}

/** A body that was read to its end leaves its connection for the next request; a longer one closes it. */
async function readWhole(stream: AsyncIterable<Uint8Array>, maxBytes: number) {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk).subarray(0, maxBytes - sizeBytes));
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) break;
  }
  return { body: Buffer.concat(chunks), isCut: sizeBytes > maxBytes };
}
