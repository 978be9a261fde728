import { WebSocket } from 'ws';
import type { LiveMessage } from '../../web/contract/live.ts';
import { waitUntil } from './wait-until.ts';

/** A reader of `/api/v1/live`. */
export interface LiveClient {
  readonly messages: readonly LiveMessage[];
  /** Code and reason once it was closed. */
  closed(): { readonly code: number; readonly reason: string } | null;
  waitFor<Type extends LiveMessage['type']>(
    type: Type,
    condition?: (message: Extract<LiveMessage, { type: Type }>) => boolean,
  ): Promise<Extract<LiveMessage, { type: Type }>>;
  close(): void;
}

export interface LiveOptions {
  readonly owner: string;
  readonly since?: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Our own when not given; null for none. */
  readonly origin?: string | null;
}

/** Opens a socket. @throws Error with the status when the upgrade is refused */
export async function openLive(url: string, options: LiveOptions): Promise<LiveClient> {
  const since = options.since === undefined ? '' : `&since=${options.since}`;
  const address = `${url.replace('http', 'ws')}/api/v1/live?owner=${options.owner}${since}`;
  const origin = options.origin === undefined ? url : options.origin;
  const headers = { ...options.headers, ...(origin === null ? {} : { origin }) };
  const socket = new WebSocket(address, { headers });
  const messages: LiveMessage[] = [];
  let closed: { code: number; reason: string } | null = null;
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as LiveMessage));
  socket.on('close', (code, reason) => {
    closed = { code, reason: String(reason) };
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_, answer) => {
      reject(new Error(`upgrade refused with ${answer.statusCode}`));
    });
  });
  return {
    messages,
    closed: () => closed,
    waitFor: (type, condition = () => true) => {
      type Message = Extract<LiveMessage, { type: typeof type }>;
      const isIt = (message: LiveMessage): message is Message =>
        message.type === type && condition(message as Message);
      return waitUntil(() => messages.find(isIt), { what: `a live ${type}` }) as Promise<Message>;
    },
    close: () => socket.close(),
  };
}
