import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AlertListing } from '../../alerting/alertmanager/alert-listing.ts';
import { flag, readAlertQuery, readFilter } from '../../alerting/alertmanager/alert-query.ts';
import {
  type AlertRoutes,
  DEFAULT_RECEIVER,
  NO_RECEIVER,
} from '../../alerting/alertmanager/alert-routes.ts';
import { type PostAlertsParts, postAlerts } from '../../alerting/alertmanager/post-alerts.ts';
import { readSilence } from '../../alerting/alertmanager/read-silence.ts';
import { ownerOf } from '../../alerting/alertmanager/scope-sight.ts';
import type { SilenceDesk } from '../../alerting/alertmanager/silence-desk.ts';
import { wireStatus } from '../../alerting/alertmanager/wire-status.ts';
import { refusalOf } from '../../alerting/intake/refusal-of.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Permission } from '../../platform/tenancy/roles.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { refuseOtherMethods } from './method-table.ts';
import { pathOf } from './path-of.ts';
import { readJsonText } from './read-json-text.ts';
import type { ScopeGate } from './scope-gate.ts';
import { type ErrorShape, ScopedErrors } from './scoped-errors.ts';

export interface ScopedAlertmanagerOptions extends PostAlertsParts {
  readonly scopes: ScopeGate;
  readonly listing: AlertListing;
  readonly routes: AlertRoutes;
  readonly desk: SilenceDesk;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  readonly startedAtMs: number;
  readonly maxBodyBytes: number;
}

const BASE = '/scopes/:scope/alertmanager';
const ROOT = `${BASE}/api/v2`;

/** A question with what was granted for it. */
interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly scope: Scope;
  readonly principal: Principal;
  readonly search: URLSearchParams;
}

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** The first that is held in the scope. */
  readonly permissions: readonly [Permission, ...Permission[]];
  answer(asked: Asked, options: ScopedAlertmanagerOptions): unknown;
}

/** Errors are a JSON string, as Alertmanager's are; its clients know a refusal of what was sent as 400. */
const JSON_TEXT: ErrorShape = {
  contentType: 'application/json',
  bodyOf: (error) => JSON.stringify(error.message),
};

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: 'status',
    permissions: ['channels:read', 'silences:read', 'incidents:read'],
    answer: ({ request, scope, principal }, options) => {
      const isTold = holdsChannels(request, principal, options);
      const all = isTold ? options.routes.receiversOf(ownerOf(scope)) : [];
      return wireStatus({
        ...options,
        nodeVersion: process.version,
        receivers: all.filter((name) => name !== NO_RECEIVER),
        defaultReceiver: DEFAULT_RECEIVER,
      });
    },
  },
  {
    method: 'GET',
    path: 'receivers',
    permissions: ['channels:read'],
    answer: ({ scope }, { routes }) => routes.receiversOf(ownerOf(scope)).map((name) => ({ name })),
  },
  {
    method: 'GET',
    path: 'alerts',
    permissions: ['incidents:read'],
    answer: (asked, { listing, clock }) =>
      stream(
        asked,
        listing.alerts({ ...asked, query: readAlertQuery(asked.search) }, clock.nowMs()),
      ),
  },
  {
    method: 'POST',
    path: 'alerts',
    permissions: ['rules:write'],
    answer: async ({ request, reply, scope }, options) => {
      const result = await postAlerts(options, scope, request.body);
      const refusal = refusalOf({ kind: 'environment-intake' }, result);
      if (refusal !== null) throw refusal;
      return reply.code(200).send();
    },
  },
  {
    method: 'GET',
    path: 'alerts/groups',
    permissions: ['incidents:read'],
    answer: (asked, { listing, clock }) =>
      stream(
        asked,
        listing.groups({ ...asked, query: readAlertQuery(asked.search) }, clock.nowMs()),
      ),
  },
  {
    method: 'GET',
    path: 'silences',
    permissions: ['silences:read'],
    answer: (asked, { desk }) => {
      const states = ['active', 'pending', 'expired'].filter((name) => flag(asked.search, name));
      return [...desk.list(asked, readFilter(asked.search), new Set(states))];
    },
  },
  {
    method: 'POST',
    path: 'silences',
    permissions: ['silences:write'],
    answer: async (asked, { desk }) => ({
      silenceID: await asRefused(desk.post(asked, readSilence(asked.request.body))),
    }),
  },
  {
    method: 'GET',
    path: 'silence/:id',
    permissions: ['silences:read'],
    answer: (asked, { desk }) => desk.get(asked, idOf(asked.request)),
  },
  {
    method: 'DELETE',
    path: 'silence/:id',
    permissions: ['silences:write'],
    answer: async (asked, { desk }) => {
      await desk.expire(asked, idOf(asked.request));
      return asked.reply.code(200).send();
    },
  },
];

/** `/scopes/{scope}/alertmanager/api/v2/…`: a drop-in Alertmanager for one scope. */
export function registerScopedAlertmanager(
  parent: FastifyInstance,
  options: ScopedAlertmanagerOptions,
): void {
  parent.register((server, _, done) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: options.maxBodyBytes },
      readJsonText,
    );
    const errors = new ScopedErrors(JSON_TEXT, options.logger);
    server.setErrorHandler((thrown, request, reply) => errors.answer(thrown, request, reply));
    const allowed = new Map<string, Set<string>>();
    for (const route of ROUTES) {
      const url = `${ROOT}/${route.path}`;
      allowed.set(url, (allowed.get(url) ?? new Set()).add(route.method));
      server.route({
        method: route.method,
        url,
        schema: { hide: true },
        // Before the body is read: a stranger's is not worth its memory.
        onRequest: async (request) => void (await grant(request, route, options)),
        handler: (request, reply) => answer(request, reply, route, options),
      });
    }
    refuseOtherMethods(server, allowed);
    for (const url of [`${BASE}/*`, BASE]) server.all(url, { schema: { hide: true } }, unknownPath);
    done();
  });
}

/** Granted anew behind the body: it may come slowly, and the right may be revoked meanwhile. */
async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  options: ScopedAlertmanagerOptions,
): Promise<unknown> {
  const scope = await grant(request, route, options);
  const { caller } = request;
  if (caller === null) throw new AppError('unauthenticated', 'say who you are');
  const target = request.raw.url ?? '';
  const search = new URLSearchParams(target.slice(pathOf(target).length));
  reply.header('cache-control', 'no-store');
  return route.answer({ request, reply, scope, principal: caller.principal, search }, options);
}

async function grant(
  request: FastifyRequest,
  { permissions }: Route,
  { scopes }: Pick<ScopedAlertmanagerOptions, 'scopes'>,
): Promise<Scope> {
  const { scope } = request.params as { readonly scope: string };
  const [first, ...others] = permissions;
  for (const permission of others) {
    const granted = await granting(() => scopes.grant(request, scope, permission));
    if (granted !== null) return granted;
  }
  return scopes.grant(request, scope, first);
}

/** Null where it is not held; what else goes wrong is said. */
async function granting(ask: () => Scope | Promise<Scope>): Promise<Scope | null> {
  try {
    return await ask();
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'scope_denied') return null;
    throw thrown;
  }
}

function holdsChannels(
  request: FastifyRequest,
  principal: Principal,
  { scopes }: ScopedAlertmanagerOptions,
): boolean {
  const { scope } = request.params as { readonly scope: string };
  try {
    scopes.grantTo(principal, scope, 'channels:read');
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'scope_denied') return false;
    throw thrown;
  }
}

function idOf({ params }: FastifyRequest): string {
  return (params as { readonly id: string }).id;
}

function stream({ reply }: Asked, pieces: Iterable<string>): FastifyReply {
  return reply.type('application/json').send(Readable.from(pieces, { objectMode: false }));
}

/** What a client may mend in what it sent is a 400, whose text it shows. */
async function asRefused<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } catch (thrown) {
    const isTheirs =
      thrown instanceof AppError && (thrown.kind === 'unprocessable' || thrown.kind === 'limited');
    if (!isTheirs) throw thrown;
    const message = thrown.message.replace('(confirmBroad)', 'with CONFIRM-BROAD in the comment');
    throw new AppError('invalid', message, { cause: thrown });
  }
}

function unknownPath(request: FastifyRequest): never {
  throw new AppError('not_found', `${pathOf(request.url)} is not served here`);
}
