import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { API, type ApiName } from '../contract/api.ts';
import { ErrorBody } from '../contract/common.ts';
import type { AnswerOf, Endpoint, RequestOf } from '../contract/endpoint.ts';
import type { Gate } from './gate.ts';
import { etag } from './if-match.ts';
import { lazySerializers } from './lazy-serializers.ts';
import { refuseOtherMethods } from './method-table.ts';
import type { Caller } from './request-context.ts';

/** What a handler is given besides its params, query and body. */
export interface HandlerContext {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** The authenticated caller. Throws on public routes, where there is none. */
  caller(): Caller;
}

/** Computes one endpoint's answer; throws `AppError` otherwise. */
export type Handler<Name extends ApiName> = (
  input: Required<RequestOf<(typeof API)[Name]>>,
  context: HandlerContext,
) => Promise<AnswerOf<(typeof API)[Name]>>;

/** One handler for every endpoint of the contract: a missing one does not compile. */
export type Handlers = { readonly [Name in ApiName]: Handler<Name> };

/** Routes that a session may use before its first password was changed. */
const DURING_PASSWORD_CHANGE: ReadonlySet<string> = new Set<ApiName>([
  'session.get',
  'session.signOut',
  'session.changePassword',
]);

/** Schemas of bodies that are known only here, in place of those of the contract. */
export type Bodies = Readonly<Partial<Record<ApiName, TSchema>>>;

/** Registers every endpoint of the contract, and 405 for other methods of their paths. */
export function registerApi(
  server: FastifyInstance,
  gate: Gate,
  handlers: Handlers,
  bodies: Bodies,
): void {
  registerSome(server, gate, handlers, bodies);
}

/** Registers those endpoints that there is a handler for. */
export function registerSome(
  server: FastifyInstance,
  gate: Gate,
  handlers: Partial<Handlers>,
  bodies: Bodies,
): void {
  const allowed = new Map<string, Set<string>>();
  for (const [name, stated] of Object.entries(API) as [ApiName, Endpoint][]) {
    if (handlers[name] === undefined) continue;
    const body = bodies[name] ?? stated.body;
    const definition = body === undefined ? stated : { ...stated, body };
    const url = definition.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const methods = allowed.get(url) ?? new Set();
    allowed.set(url, methods.add(definition.method));
    registerEndpoint(server, gate, name, definition, url, handlers[name] as LooseHandler);
  }
  refuseOtherMethods(server, allowed);
}

type LooseHandler = (input: unknown, context: HandlerContext) => Promise<unknown>;

function registerEndpoint(
  server: FastifyInstance,
  gate: Gate,
  name: ApiName,
  definition: Endpoint,
  url: string,
  handler: LooseHandler,
): void {
  const admit = (request: FastifyRequest) =>
    gate.admit(request, definition.requires, DURING_PASSWORD_CHANGE.has(name));
  server.route({
    method: definition.method,
    url,
    schema: routeSchema(name, definition),
    serializerCompiler: lazySerializers(server),
    onRequest: admit,
    // Once more behind a body, which may come slowly: what was revoked meanwhile is found here.
    ...(definition.body ? { preHandler: admit } : {}),
    ...(definition.bodyBytes === undefined ? {} : { bodyLimit: definition.bodyBytes }),
    handler: async (request, reply) => {
      const { params, query, body } = request;
      const context = { request, reply, caller: () => callerOf(request) };
      const answer = await handler({ params, query, body }, context);
      reply.code(definition.status).header('cache-control', 'no-store');
      if (hasRevision(answer)) reply.header('etag', etag(answer.revision));
      if (definition.answersText) return sendText(reply, answer);
      return reply.send(answer ?? undefined);
    },
  });
}

/** As bytes, which no serializer touches. */
function sendText(reply: FastifyReply, answer: unknown): FastifyReply {
  if (typeof answer !== 'string') throw new TypeError('a route that answers text gave none');
  return reply.type('application/json; charset=utf-8').send(Buffer.from(answer));
}

function callerOf(request: FastifyRequest): Caller {
  if (request.caller) return request.caller;
  throw new TypeError('a public route has no caller');
}

function hasRevision(answer: unknown): answer is { readonly revision: number } {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'revision' in answer &&
    typeof answer.revision === 'number'
  );
}

function routeSchema(name: ApiName, definition: Endpoint): Record<string, unknown> {
  const answers: Record<string, TSchema | { type: 'null'; description: string }> = {
    [definition.status]: definition.answer ?? { type: 'null', description: 'Done' },
    '4xx': ErrorBody,
    '5xx': ErrorBody,
  };
  return {
    operationId: name,
    summary: definition.summary,
    description: describeRequirement(definition),
    tags: [definition.tag],
    ...(definition.params ? { params: definition.params } : {}),
    ...(definition.query ? { querystring: definition.query } : {}),
    ...(definition.body ? { body: definition.body } : {}),
    response: answers,
    security: definition.requires.kind === 'public' ? [] : [{ session: [] }, { bearer: [] }],
  };
}

function describeRequirement({ requires }: Endpoint): string {
  if (requires.kind === 'public') return 'Open to everyone.';
  if (requires.kind === 'signed-in') return 'Needs a session or token.';
  const where = {
    node: 'on what the path names',
    within: 'on what the path names or below it',
    system: 'on _platform',
    scope: 'in the scope that the path names',
  };
  return `Needs ${requires.permission} ${where[requires.on]}.`;
}
