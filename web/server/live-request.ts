import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { DEFAULT_TOPICS, type LiveTopic, topicsNamed } from '../../alerting/live/live-topics.ts';
import { AppError } from '../../platform/errors/app-error.ts';

const PATH = '/api/v1/live';

/** What `GET /api/v1/live?owner=…[&ticket=…][&since=…][&topics=…,…]` asks for. */
export interface LiveQuestion {
  readonly owner: string;
  readonly since: number | null;
  /** Null: the request brings its own credentials. */
  readonly ticket: string | null;
  readonly topics: ReadonlySet<LiveTopic>;
}

/** @throws AppError `not_found` for another path, `invalid` for other parameters. */
export function readLiveQuestion(request: IncomingMessage): LiveQuestion {
  const [path, query = ''] = (request.url ?? '').split('?', 2);
  if (path !== PATH) throw new AppError('not_found', `there is no socket at ${path}`);
  const parameters = new URLSearchParams(query);
  const [owner, ...more] = parameters.getAll('owner');
  if (owner === undefined || more.length > 0)
    throw new AppError('invalid', 'name one owner: ?owner=<tenant>');
  const since = parameters.get('since');
  if (since !== null && !/^\d{1,15}$/.test(since))
    throw new AppError('invalid', 'since is not a position');
  const [ticket = null, ...others] = parameters.getAll('ticket');
  if (others.length > 0 || (ticket !== null && !/^[\w-]{43}$/.test(ticket)))
    throw new AppError('invalid', 'ticket is not one that this service makes');
  const topics = topicsOf(parameters.get('topics'));
  return { owner, since: since === null ? null : Number(since), ticket, topics };
}

function topicsOf(text: string | null): ReadonlySet<LiveTopic> {
  const topics = text === null ? DEFAULT_TOPICS : topicsNamed(text.split(','));
  if (topics !== null) return topics;
  throw new AppError('invalid', 'topics are some of incidents,deliveries,rules');
}

/**
 * Before the handshake an error is an ordinary answer. The socket is not left half open: no timeout
 * of the HTTP server watches over it any more.
 */
export function refuseUpgrade(socket: Duplex, error: AppError): void {
  if (socket.destroyed) return;
  const body = JSON.stringify({
    error: { kind: error.kind, message: error.message, details: [], requestId: '' },
  });
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${error.status} ${error.kind}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
