import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ClusterEventTap } from '../../collector/receivers/kubernetes/cluster-event-tap.ts';
import { statusAnswer } from '../../collector/receivers/otlp/otlp-answer.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { Lease, LimitGate } from '../../queries/limits/limit-gate.ts';
import { payerOf } from '../../queries/limits/payer-of.ts';
import type { PushPlace, PushPlaces } from './compose/push-places.ts';
import { pushToThread } from './embedded/ask-thread.ts';
import type { EmbeddedAnswer, EmbeddedPush } from './embedded/embedded-messages.ts';
import type { EmbeddedLink } from './embedded/embedded-thread.ts';
import { errorHeaders, logFault, SCOPED_CHALLENGE, toAppError } from './error-answer.ts';
import { refuseOtherMethods } from './method-table.ts';
import { pathOf } from './path-of.ts';
import { PUSH_ROOTS, PUSH_ROUTES, type PushRoute } from './push-protocols.ts';
import type { RunningQuestions } from './running-questions.ts';
import type { ScopeGate } from './scope-gate.ts';
import { PLAIN_TEXT, ScopedErrors } from './scoped-errors.ts';

export interface ScopedPushOptions {
  readonly scopes: Pick<ScopeGate, 'grant'>;
  readonly running: Pick<RunningQuestions, 'during'>;
  readonly gate: Pick<LimitGate, 'enter'>;
  readonly places: Pick<PushPlaces, 'of' | 'ofCluster'>;
  readonly link: EmbeddedLink;
  /** Looks at what clusters say when it is stored. */
  readonly events: Pick<ClusterEventTap, 'took'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of a body as it comes, compressed or not. */
  readonly maxBodyBytes: { readonly metrics: number; readonly logs: number };
}

const BASE = '/scopes/:scope';

/**
 * The receivers of the embedded stores that no backend has: OTLP, Pushgateway, what Kubernetes says.
 * Their bodies go to the thread of the stores as they come; their errors are in the words of each
 * protocol.
 */
export function registerScopedPushes(parent: FastifyInstance, options: ScopedPushOptions): void {
  registerGroup(parent, options, 'otlp');
  registerGroup(parent, options, 'text');
}

function registerGroup(
  parent: FastifyInstance,
  options: ScopedPushOptions,
  errors: PushRoute['errors'],
): void {
  const { logger, maxBodyBytes } = options;
  const shown = PUSH_ROUTES.filter((route) => route.errors === errors);
  const roots = PUSH_ROOTS.filter((root) => shown.some(({ path }) => path.startsWith(`${root}/`)));
  parent.register((server, _, done) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer' }, (__, body, parsed) =>
      parsed(null, body),
    );
    server.setErrorHandler(errors === 'otlp' ? otlpErrors(logger) : textErrors(logger));
    for (const route of shown) {
      const bodyLimit = maxBodyBytes[route.into === 'metrics' ? 'metrics' : 'logs'];
      server.route({
        method: [...route.methods],
        url: `${BASE}/${route.path}`,
        bodyLimit,
        schema: { hide: true },
        // Before the body is read: a stranger's is not worth its memory.
        onRequest: async (request) => void (await grant(request, route, options)),
        handler: (request, reply) => answer(request, reply, route, options),
      });
    }
    const allowed = shown.map(
      ({ path, methods }) => [`${BASE}/${path}`, new Set(methods)] as const,
    );
    refuseOtherMethods(server, new Map(allowed));
    for (const root of roots) {
      server.all(`${BASE}/${root}/*`, { schema: { hide: true } }, unknownPath);
      server.all(`${BASE}/${root}`, { schema: { hide: true } }, unknownPath);
    }
    done();
  });
}

function unknownPath(request: FastifyRequest): never {
  throw new AppError(
    'not_found',
    `${pathOf(request.url)} is not served here; the page Collection says where pushes go`,
  );
}

function grant(
  request: FastifyRequest,
  { permission }: PushRoute,
  { scopes }: Pick<ScopedPushOptions, 'scopes'>,
): Scope | Promise<Scope> {
  return scopes.grant(request, scopeNameOf(request), permission);
}

function scopeNameOf({ params }: FastifyRequest): string {
  return (params as { readonly scope: string }).scope;
}

/** Granted anew behind the body; the wait for an answer ends with the right to it. */
async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  route: PushRoute,
  options: ScopedPushOptions,
): Promise<FastifyReply> {
  const scope = await grant(request, route, options);
  const { places, running, link, clock } = options;
  const place = route.into === 'cluster' ? places.ofCluster(scope) : places.of(scope, route.into);
  const push = pushOf(request, route, place);
  const { caller } = request;
  const { permission } = route;
  const question = {
    caller,
    scopeName: scopeNameOf(request),
    permission,
    scope,
    response: reply.raw,
  };
  const { status, headers, chunks } = await running.during(question, async (gone) => {
    const lease = await enter(scope, gone, options);
    try {
      return await pushToThread(push, { link, clock, timeoutMs: place.timeoutMs, gone });
    } finally {
      lease.release();
    }
  });
  if (status < 300) await tap(push, scope, options);
  return send(reply, { status, headers, chunks });
}

/** Behind the store, which refuses what cannot be read; when it cannot be taken the sender comes again. */
async function tap(
  { receiver, body, headers }: EmbeddedPush,
  { name: { cluster } }: Scope,
  { events }: Pick<ScopedPushOptions, 'events'>,
): Promise<void> {
  const kind = TAPPED.get(receiver);
  if (kind === undefined || cluster === null || body === null) return;
  const contentEncoding = new Map(headers).get('content-encoding');
  await events.took({ kind, cluster, body: Buffer.from(body), contentEncoding });
}

const TAPPED: ReadonlyMap<string, 'event' | 'audit'> = new Map([
  ['kubernetes-events', 'event'],
  ['kubernetes-audit', 'audit'],
]);

/** Senders give up what is refused with 429 here, and try again what is with 503. */
async function enter(
  scope: Scope,
  gone: AbortSignal,
  { gate }: Pick<ScopedPushOptions, 'gate'>,
): Promise<Lease> {
  try {
    return await gate.enter(payerOf(scope), gone);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.kind !== 'limited') throw thrown;
    const { retryAfterSeconds = 1 } = thrown;
    throw new AppError('unavailable', thrown.message, { cause: thrown, retryAfterSeconds });
  }
}

function pushOf(request: FastifyRequest, route: PushRoute, place: PushPlace): EmbeddedPush {
  const { body, headers, method, url } = request;
  const path = pathOf(url);
  const given = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && KEPT.has(name) ? [[name, value] as const] : [],
  );
  return {
    ...place,
    receiver: route.receiver,
    method,
    path: `/${path
      .split('/')
      .slice(route.hidden + 1)
      .join('/')}`,
    form: url.slice(path.length + 1),
    headers: given,
    body: Buffer.isBuffer(body) ? body : null,
  };
}

/** What receivers heed; nothing that identifies the sender goes further. */
const KEPT: ReadonlySet<string> = new Set(['content-type', 'content-encoding', 'user-agent']);

function send(reply: FastifyReply, { status, headers, chunks }: EmbeddedAnswer): FastifyReply {
  reply.code(status).headers({ 'cache-control': 'no-store', ...headers });
  return chunks.length === 0 ? reply.send() : reply.send(Buffer.concat(chunks));
}

type AnswerError = Parameters<FastifyInstance['setErrorHandler']>[0];

function textErrors(logger: Logger): AnswerError {
  const errors = new ScopedErrors(PLAIN_TEXT, logger);
  return (thrown, request, reply) => errors.answer(thrown, request, reply);
}

/** As `google.rpc.Status`, in the encoding of the request. */
function otlpErrors(logger: Logger): AnswerError {
  return (thrown, request, reply) => {
    const error = toAppError(thrown);
    logFault(logger, request, error);
    const contentType = request.headers['content-type'];
    const { status, headers, body } = statusAnswer({ contentType }, error);
    return reply
      .code(status)
      .headers({ ...headers, ...errorHeaders(error, SCOPED_CHALLENGE) })
      .send(body);
  };
}
