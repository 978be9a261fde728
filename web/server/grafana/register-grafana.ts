import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SigningKeys } from '../../../dashboards/grafana/identity/signing-keys.ts';
import type { AskedMarks } from '../../../dashboards/grafana/proxy/asked-marks.ts';
import type { HeldOrganisation } from '../../../dashboards/grafana/proxy/decide-view.ts';
import { frameHeaders } from '../../../dashboards/grafana/proxy/proxy-headers.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import type { CallerSource } from '../gate.ts';
import { refuseOtherMethods } from '../method-table.ts';
import { type Caller, refuseFirstPassword } from '../request-context.ts';
import type { GrafanaProxy } from './grafana-proxy.ts';
import type { GrafanaMark } from './incident-marks.ts';
import type { KeptBoards } from './kept-boards.ts';
import type { OpenViews } from './open-views.ts';

export interface GrafanaRoutesOptions {
  /** On our site, e.g. `/grafana`. */
  readonly prefix: string;
  readonly proxy: GrafanaProxy;
  readonly kept: Pick<KeptBoards, 'opened'>;
  readonly keys: Pick<SigningKeys, 'published'>;
  readonly views: OpenViews;
  readonly callers: CallerSource;
  readonly marks: (
    principal: Principal,
    held: HeldOrganisation,
    asked: AskedMarks,
  ) => Promise<readonly GrafanaMark[]>;
  /** Origin of our site. */
  readonly url: () => string;
}

/** Where Grafana reads the keys by which we sign: `jwk_set_url` of auth.jwt. */
export const KEYS_PATH = '/.well-known/tocsin-grafana-keys.json';

const MAX_BODY_BYTES = 1_048_576;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const EMPTY = Buffer.alloc(0);

/** Grafana below its prefix, and the keys of who looks. Whatever the list does not have is refused. */
export function registerGrafana(parent: FastifyInstance, options: GrafanaRoutesOptions): void {
  parent.register((server, _, done) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
      (_request, body, parsed) => parsed(null, body),
    );
    for (const url of [options.prefix, `${options.prefix}/*`]) {
      server.route({
        method: [...METHODS],
        url,
        schema: { hide: true },
        onRequest: (_request, reply, next) => {
          reply.headers(frameHeaders({ origin: options.url(), prefix: options.prefix }));
          next();
        },
        handler: (request, reply) => answer(request, reply, options),
      });
    }
    server.route({
      method: 'GET',
      url: KEYS_PATH,
      schema: { hide: true },
      handler: async (_request, reply) => {
        const keys = await options.keys.published();
        return reply.header('cache-control', 'public, max-age=300').send(keys);
      },
    });
    refuseOtherMethods(server, new Map([[KEYS_PATH, new Set(['GET'])]]));
    done();
  });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  options: GrafanaRoutesOptions,
): Promise<FastifyReply> {
  const caller = await options.callers.callerOf(request);
  request.caller = caller;
  refuseFirstPassword(caller);
  const { method, raw, headers, body } = request;
  const asked = {
    caller,
    method,
    target: raw.url ?? '',
    headers,
    body: bytesOf(body),
    isUpgrade: false,
  };
  const view = openFor(reply, caller, options);
  const granted = await options.proxy.grant(asked);
  view.holds(granted.held);
  if (granted.kind === 'marks') {
    const marks = await options.marks(caller.principal, granted.held, granted.marks);
    return reply.header('cache-control', 'no-store').send(marks);
  }
  options.kept.opened(caller, granted.held, granted.path.slice(options.prefix.length));
  const found = await options.proxy.ask(granted, view.gone);
  return reply.code(found.status).headers(found.headers).send(found.body);
}

/** The answer ends with the connection, and the connection with the right to it. */
function openFor(
  reply: FastifyReply,
  caller: Caller,
  { proxy, views }: GrafanaRoutesOptions,
): { readonly gone: AbortSignal; readonly holds: (held: HeldOrganisation) => void } {
  const response = reply.raw;
  const gone = new AbortController();
  const end = () => void response.destroy();
  let held: HeldOrganisation | null = null;
  const mayGoOn = () => held === null || proxy.mayGoOn({ caller, held });
  const over = views.begin({ caller, mayGoOn, end });
  const close = () => {
    over();
    gone.abort(new AppError('timeout', 'the client went away'));
  };
  if (response.destroyed) close();
  else response.once('close', close);
  return {
    gone: gone.signal,
    holds: (found) => {
      held = found;
      if (!mayGoOn()) end();
      if (response.destroyed) throw new AppError('timeout', 'the client went away');
    },
  };
}

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : EMPTY;
}
