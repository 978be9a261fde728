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
  /** Says something. */
  send(text: string): void;
  /** How often it was pinged. */
  pings(): number;
  /** Reads nothing, and so answers nothing, until it is resumed. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface LiveOptions {
  readonly owner: string;
  readonly since?: number;
  /** Left out: incidents. */
  readonly topics?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Our own when not given; null for none. */
  readonly origin?: string | null;
}

/** Opens a socket. @throws Error with the status when the upgrade is refused */
export async function openLive(url: string, options: LiveOptions): Promise<LiveClient> {
  const since = options.since === undefined ? '' : `&since=${options.since}`;
  const origin = options.origin === undefined ? url : options.origin;
  const headers = { ...options.headers, ...(origin === null ? {} : { origin }) };
  const topics = options.topics === undefined ? '' : `&topics=${options.topics}`;
  const asked = `${url.replace('http', 'ws')}/api/v1/live?owner=${options.owner}${since}${topics}`;
  const isSession = Object.keys(headers).some((name) => name.toLowerCase() === 'cookie');
  const address = isSession
    ? `${asked}&ticket=${await ticketFor(url, options.owner, headers)}`
    : asked;
  const socket = new WebSocket(address, { headers });
  const messages: LiveMessage[] = [];
  let closed: { code: number; reason: string } | null = null;
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as LiveMessage));
  let pings = 0;
  socket.on('ping', () => {
    pings += 1;
  });
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
    send: (text) => socket.send(text),
    pings: () => pings,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.close(),
  };
}

/** A ticket that opens one socket. @throws Error with the status when it is refused, as the upgrade is */
export async function ticketFor(
  url: string,
  owner: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const path = `/api/v1/tenants/${owner}/live-tickets`;
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers });
  if (!answer.ok) throw new Error(`upgrade refused with ${answer.status}`);
  const body: unknown = await answer.json();
  if (typeof body === 'object' && body !== null && 'ticket' in body) return String(body.ticket);
  throw new Error('the answer holds no ticket');
}
