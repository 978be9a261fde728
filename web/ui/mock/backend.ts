import type { LiveMessage, LiveTopic } from '../../contract/live.ts';
import { parseJson } from '../api/api-error.ts';
import { ROUTES, type RouteName } from '../api/routes.ts';
import { answerEmbed } from './embed-link-handlers.ts';
import { MockFault } from './fault.ts';
import { createHandlers } from './handlers.ts';
import { listenTo, type MockListener } from './live-mock.ts';
import { answerLoki } from './loki-answers.ts';
import { answerPrometheus } from './prometheus-answers.ts';
import type { MockIo, World } from './world.ts';

/** The mock as a server: requests in, answers out, and a live stream. */
export interface MockBackend {
  readonly answer: (request: Request) => Promise<Response>;
  readonly listen: (
    owner: string,
    topics: readonly LiveTopic[],
    send: (message: LiveMessage) => void,
  ) => MockListener;
}

type Loose = (asked: unknown) => unknown;

export function createMockBackend(world: World, io: MockIo): MockBackend {
  const handlers = createHandlers(world, io);
  return {
    answer: async (request) => {
      try {
        return await answer(handlers, world, io, request);
      } catch (fault) {
        if (fault instanceof MockFault) return fault.toResponse();
        throw fault;
      }
    },
    listen: (owner, topics, send) => listenTo(world, owner, topics, send),
  };
}

async function answer(
  handlers: ReturnType<typeof createHandlers>,
  world: World,
  io: MockIo,
  request: Request,
): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const prometheus = /^\/scopes\/([^/]+)\/prometheus\/api\/v1\/(.+)$/.exec(pathname);
  if (prometheus !== null) {
    const body = request.method === 'POST' ? await request.text() : searchParams.toString();
    return answerPrometheus(prometheus[2] ?? '', new URLSearchParams(body), io.now());
  }
  const loki = /^\/scopes\/[^/]+\/loki\/loki\/api\/v1\/(.+)$/.exec(pathname);
  if (loki !== null) return answerLoki(loki[1] ?? '');
  const embedded = await answerEmbed(request, io.now());
  if (embedded !== null) return embedded;
  const found = routeOf(request.method, pathname);
  if (found === undefined) throw new MockFault(404, 'not_found', `nothing at ${pathname}`);
  if (found.name !== 'session.signIn' && world.session === null) {
    throw new MockFault(401, 'unauthenticated', 'sign in first');
  }
  const revision = Number((request.headers.get('if-match') ?? '').replaceAll('"', ''));
  const handle: Loose = handlers[found.name] as Loose;
  const body = handle({
    params: found.params,
    query: Object.fromEntries(searchParams),
    body: parseJson(await request.text()),
    revision,
  });
  return body === null ? new Response(null, { status: 204 }) : Response.json(body);
}

interface Found {
  readonly name: RouteName;
  readonly params: Readonly<Record<string, string>>;
}

function routeOf(method: string, pathname: string): Found | undefined {
  const names = Object.keys(ROUTES) as RouteName[];
  for (const name of names) {
    const [routeMethod, template = ''] = ROUTES[name].split(' ');
    if (routeMethod !== method) continue;
    const pattern = template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const match = new RegExp(`^${pattern}$`).exec(pathname);
    if (match !== null) return { name, params: { ...match.groups } };
  }
  return undefined;
}
