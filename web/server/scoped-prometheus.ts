import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { ErrorKind } from '../../platform/errors/error-registry.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { type Form, mergeForms, parseForm } from '../../queries/proxy/form.ts';
import { prometheusErrorBody } from '../../queries/proxy/prometheus-error.ts';
import type { PrometheusProxy } from '../../queries/proxy/prometheus-proxy.ts';
import { PROMETHEUS_ROUTES } from '../../queries/proxy/prometheus-routes.ts';
import type { ProxyMetrics } from '../../queries/proxy/proxy-metrics.ts';
import type { ScopedRoute } from '../../queries/proxy/scoped-route.ts';
import { errorHeaders, logFault, toAppError } from './error-answer.ts';
import { refuseOtherMethods } from './method-table.ts';
import { pathOf } from './path-of.ts';
import type { ScopeGate } from './scope-gate.ts';

export interface ScopedPrometheusOptions {
  readonly scopes: ScopeGate;
  readonly proxy: PrometheusProxy;
  readonly metrics: ProxyMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly maxBodyBytes: number;
}

const BASE = '/scopes/:scope/prometheus';
/** Grafana asks with Basic, programs with Bearer. */
const CHALLENGE = 'Basic realm="tocsin", Bearer';
const FORM = 'application/x-www-form-urlencoded';
const NO_BODY: Form = new Map();

/**
 * `/scopes/{scope}/prometheus/api/v1/…`: a drop-in Prometheus for one scope. Only the routes of
 * the table exist; everything else under the prefix answers 404, and known paths with another
 * method 405, all in Prometheus's own envelope and without asking a backend.
 */
export function registerScopedPrometheus(
  parent: FastifyInstance,
  options: ScopedPrometheusOptions,
): void {
  parent.register((server, _, done) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      FORM,
      { parseAs: 'string', bodyLimit: options.maxBodyBytes },
      readBody,
    );
    server.setErrorHandler((thrown, request, reply) =>
      answerEnvelope(options.logger, thrown, request, reply),
    );
    const allowed = new Map<string, ReadonlySet<string>>();
    for (const route of PROMETHEUS_ROUTES) {
      const url = `${BASE}/${route.path.replace('{name}', ':name')}`;
      allowed.set(url, new Set(route.methods));
      server.route({
        method: [...route.methods],
        url,
        schema: { hide: true },
        handler: scopedHandler(route, options),
      });
    }
    refuseOtherMethods(server, allowed);
    server.all(`${BASE}/*`, { schema: { hide: true } }, unknownPath);
    server.all(BASE, { schema: { hide: true } }, unknownPath);
    done();
  });
}

function unknownPath(request: FastifyRequest): never {
  const pathname = pathOf(request.url);
  throw new AppError(
    'not_found',
    `${pathname} is not served here; see /api/docs for what a scope offers`,
  );
}

interface PathNames {
  readonly scope: string;
  readonly name?: string;
}

/**
 * Synchronous up to the backend where the caller is in memory: every promise more is felt in the
 * throughput of small questions.
 */
function scopedHandler(route: ScopedRoute, options: ScopedPrometheusOptions) {
  const { scopes, proxy, metrics, clock, logger } = options;
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const startedMs = clock.monotonicMs();
    const settled = (outcome: ErrorKind | 'success') =>
      metrics.answered(route.path, outcome, (clock.monotonicMs() - startedMs) / 1000);
    const failed = (thrown: unknown): void => {
      settled(toAppError(thrown).kind);
      answerRaw(logger, thrown, request, reply);
    };
    const { scope: scopeName, name } = request.params as PathNames;
    const ask = (scope: Scope): Promise<void> =>
      proxy.answer({ route, labelName: name ?? null, scope, form: readForm(request) }, reply.raw);
    reply.hijack();
    try {
      const granted = scopes.grant(request, scopeName, route.permission);
      const answering = granted instanceof Promise ? granted.then(ask) : ask(granted);
      answering.then(() => settled('success'), failed);
    } catch (thrown) {
      failed(thrown);
    }
  };
}

function readForm(request: FastifyRequest): Form {
  const url = request.raw.url ?? '';
  const question = url.indexOf('?');
  const inUrl = parseForm(question < 0 ? '' : url.slice(question + 1));
  if (inUrl.kind === 'invalid') throw new AppError('invalid', inUrl.message);
  const inBody = request.body instanceof Map ? (request.body as Form) : NO_BODY;
  const merged = mergeForms(inUrl.form, inBody);
  if (merged.kind === 'invalid') throw new AppError('invalid', merged.message);
  return merged.form;
}

function readBody(
  request: FastifyRequest,
  text: string,
  done: (error: Error | null, body?: Form) => void,
): void {
  const refusal = refuseBody(request);
  if (refusal) {
    done(refusal);
    return;
  }
  const parsed = parseForm(text);
  if (parsed.kind === 'ok') done(null, parsed.form);
  else done(new AppError('invalid', parsed.message));
}

function refuseBody(request: FastifyRequest): AppError | null {
  const { 'content-type': type = '', 'content-encoding': encoding } = request.headers;
  const [, charset] = /charset="?([^";\s]+)/i.exec(type) ?? [];
  if (encoding !== undefined && encoding !== 'identity') {
    return new AppError(
      'unsupported_media',
      `a body with content encoding ${encoding} is not accepted`,
    );
  }
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    return new AppError('unsupported_media', `a body in ${charset} is not accepted, only UTF-8`);
  }
  return null;
}

function answerEnvelope(
  logger: Logger,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = toAppError(thrown);
  logFault(logger, request, error);
  return reply
    .code(error.status)
    .headers(errorHeaders(error, CHALLENGE))
    .type('application/json')
    .send(prometheusErrorBody(error));
}

/** After the reply was taken over for streaming; nothing has been written yet. */
function answerRaw(
  logger: Logger,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const error = toAppError(thrown);
  logFault(logger, request, error);
  const body = prometheusErrorBody(error);
  reply.raw.writeHead(error.status, {
    ...errorHeaders(error, CHALLENGE),
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(body),
  });
  reply.raw.end(body);
}
