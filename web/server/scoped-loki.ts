import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { ErrorKind } from '../../platform/errors/error-registry.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { LogLimits } from '../../queries/proxy/loki/loki-limits.ts';
import type { LokiMetrics } from '../../queries/proxy/loki/loki-metrics.ts';
import type { LokiProxy } from '../../queries/proxy/loki/loki-proxy.ts';
import { encodingFlags } from '../../queries/proxy/loki/loki-request.ts';
import type { LokiRoute } from '../../queries/proxy/loki/loki-route.ts';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import type { LokiPush } from '../../queries/proxy/loki/push/loki-push.ts';
import { toAppError } from './error-answer.ts';
import type { LogExports } from './log-export.ts';
import type { RunningQuestions } from './running-questions.ts';
import type { ScopeGate } from './scope-gate.ts';
import { PLAIN_TEXT, ScopedErrors } from './scoped-errors.ts';
import { readBodyForm, scopedForm } from './scoped-form.ts';
import { registerScopedTable } from './scoped-table.ts';

export interface ScopedLokiOptions {
  readonly scopes: ScopeGate;
  readonly proxy: LokiProxy;
  readonly push: LokiPush;
  readonly exports: LogExports;
  readonly running: Pick<RunningQuestions, 'during'>;
  readonly metrics: LokiMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: Pick<LogLimits, 'maxBodyBytes' | 'maxPushBytes'>;
}

const BASE = '/scopes/:scope/loki';
const FORM = 'application/x-www-form-urlencoded';
const FLAGS_HEADER = 'x-loki-response-encoding-flags';

/**
 * `/scopes/{scope}/loki/loki/api/v1/…`: a drop-in Loki for one scope. Only the routes of the table
 * exist; everything else under the prefix answers 404, and known paths with another method 405, all
 * in plain text like Loki's own errors and without asking a backend.
 */
export function registerScopedLoki(parent: FastifyInstance, options: ScopedLokiOptions): void {
  parent.register((server, _, done) => {
    server.removeAllContentTypeParsers();
    const { maxBodyBytes } = options.limits;
    server.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: maxBodyBytes }, readBodyForm);
    const errors = new ScopedErrors(PLAIN_TEXT, options.logger);
    server.setErrorHandler((thrown, request, reply) => errors.answer(thrown, request, reply));
    registerScopedTable(server, BASE, LOKI_ROUTES, (route, url) => {
      if (route.answer.kind === 'push') registerPush(server, url, route, options);
      else {
        server.route({
          method: [...route.methods],
          url,
          schema: { hide: true },
          handler: measured(route, options, handlerOf(route, options)),
        });
      }
    });
    done();
  });
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

function handlerOf(route: LokiRoute, options: ScopedLokiOptions): Handler {
  switch (route.answer.kind) {
    case 'tail':
      return notAnUpgrade(route, options);
    case 'export':
      return async (request, reply) => {
        const scope = await grant(request, route, options);
        const { form } = scopedForm(request);
        await whileGranted({ request, reply, route, scope }, options, (gone) =>
          options.exports.answer({ route, request, reply, scope, form, gone }),
        );
      };
    default:
      return proxied(route, options);
  }
}

function proxied(route: LokiRoute, options: ScopedLokiOptions): Handler {
  return async (request, reply) => {
    const scope = await grant(request, route, options);
    const { form, bytes } = scopedForm(request);
    const { name } = request.params as { readonly name?: string };
    const flags = route.takesFlags ? encodingFlags(headerOf(request, FLAGS_HEADER)) : [];
    const question = { route, name: name ?? null, scope, form, flags, bodyBytes: bytes };
    reply.hijack();
    await whileGranted({ request, reply, route, scope }, options, () =>
      options.proxy.answer(question, reply.raw),
    );
  };
}

interface Granted {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly route: LokiRoute;
  readonly scope: Scope;
}

/** Does the work; the connection is cut as soon as the caller loses the right to it. */
async function whileGranted(
  { request, reply, route, scope }: Granted,
  { running }: ScopedLokiOptions,
  work: (gone: AbortSignal) => Promise<void>,
): Promise<void> {
  const { scope: scopeName = '' } = request.params as { readonly scope?: string };
  const { permission } = route;
  const question = { caller: request.caller, scopeName, permission, scope, response: reply.raw };
  await running.during(question, work);
}

function notAnUpgrade(route: LokiRoute, options: ScopedLokiOptions): Handler {
  return async (request) => {
    await grant(request, route, options);
    throw new AppError('invalid', 'a live tail is a WebSocket; ask for an upgrade to websocket');
  };
}

/** Bodies of pushes are bytes of any type, larger than forms, and not read for strangers. */
function registerPush(
  parent: FastifyInstance,
  url: string,
  route: LokiRoute,
  options: ScopedLokiOptions,
): void {
  parent.register((server, _, done) => {
    const bodyLimit = options.limits.maxPushBytes;
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (__, bytes, parsed) =>
      parsed(null, bytes),
    );
    const push = measured(route, options, (request, reply) =>
      answerPush(request, reply, route, options),
    );
    server.route({
      method: 'POST',
      url,
      schema: { hide: true },
      onRequest: async (request) => {
        await grant(request, route, options);
        const { form } = scopedForm(request);
        if (form.size > 0) throw new AppError('invalid', 'a push takes no parameters');
      },
      handler: push,
    });
    done();
  });
}

/**
 * Granted anew: the body may have taken its time, and meanwhile the namespace may have gone to
 * somebody else. For as long as it waits for its turn, too, the push ends with the right to it.
 */
async function answerPush(
  request: FastifyRequest,
  reply: FastifyReply,
  route: LokiRoute,
  options: ScopedLokiOptions,
): Promise<void> {
  const scope = await grant(request, route, options);
  const body = {
    contentType: request.headers['content-type'],
    contentEncoding: request.headers['content-encoding'],
    bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
  await whileGranted({ request, reply, route, scope }, options, (gone) =>
    options.push.push(scope, body, gone),
  );
  await reply.header('cache-control', 'no-store').code(204).send();
}

async function grant(
  request: FastifyRequest,
  route: LokiRoute,
  { scopes }: ScopedLokiOptions,
): Promise<Scope> {
  const { scope = '' } = request.params as { readonly scope?: string };
  return scopes.grant(request, scope, route.permission);
}

/** Counts the outcome, and words errors also where the reply was taken over. */
function measured(route: LokiRoute, options: ScopedLokiOptions, handler: Handler): Handler {
  const { clock, metrics, logger } = options;
  const errors = new ScopedErrors(PLAIN_TEXT, logger);
  return async (request, reply) => {
    const startedMs = clock.monotonicMs();
    let outcome: ErrorKind | 'success' = 'success';
    try {
      await handler(request, reply);
    } catch (thrown) {
      outcome = toAppError(thrown).kind;
      if (!reply.sent) throw thrown;
      if (!reply.raw.headersSent && !reply.raw.destroyed) errors.write(thrown, request, reply.raw);
      else reply.raw.destroy();
    } finally {
      metrics.answered(route.path, outcome, (clock.monotonicMs() - startedMs) / 1000);
    }
  };
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
