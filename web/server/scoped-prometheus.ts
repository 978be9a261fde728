import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { ErrorKind } from '../../platform/errors/error-registry.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { PrometheusProxy } from '../../queries/proxy/prometheus-proxy.ts';
import { PROMETHEUS_ROUTES } from '../../queries/proxy/prometheus-routes.ts';
import type { ProxyMetrics } from '../../queries/proxy/proxy-metrics.ts';
import type { ScopedRoute } from '../../queries/proxy/scoped-route.ts';
import { toAppError } from './error-answer.ts';
import type { RunningQuestions } from './running-questions.ts';
import type { ScopeGate } from './scope-gate.ts';
import { ENVELOPE, ScopedErrors } from './scoped-errors.ts';
import { readBodyForm, scopedForm } from './scoped-form.ts';
import { registerScopedTable } from './scoped-table.ts';

export interface ScopedPrometheusOptions {
  readonly scopes: ScopeGate;
  readonly proxy: PrometheusProxy;
  readonly running: RunningQuestions;
  readonly metrics: ProxyMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly maxBodyBytes: number;
}

const BASE = '/scopes/:scope/prometheus';
const FORM = 'application/x-www-form-urlencoded';

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
      readBodyForm,
    );
    const errors = new ScopedErrors(ENVELOPE, options.logger);
    server.setErrorHandler((thrown, request, reply) => errors.answer(thrown, request, reply));
    registerScopedTable(server, BASE, PROMETHEUS_ROUTES, (route, url) =>
      server.route({
        method: [...route.methods],
        url,
        schema: { hide: true },
        handler: scopedHandler(route, options, errors),
      }),
    );
    done();
  });
}

interface PathNames {
  readonly scope: string;
  readonly name?: string;
}

/**
 * Synchronous up to the backend where the caller is in memory: every promise more is felt in the
 * throughput of small questions.
 */
function scopedHandler(route: ScopedRoute, options: ScopedPrometheusOptions, errors: ScopedErrors) {
  const { scopes, proxy, running, metrics, clock } = options;
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const startedMs = clock.monotonicMs();
    const { scope: scopeName, name } = request.params as PathNames;
    let begun: number | null = null;
    const settled = (outcome: ErrorKind | 'success') => {
      if (begun !== null) running.end(begun);
      metrics.answered(route.path, outcome, (clock.monotonicMs() - startedMs) / 1000);
    };
    const failed = (thrown: unknown): void => {
      settled(toAppError(thrown).kind);
      if (!reply.raw.destroyed) errors.write(thrown, request, reply.raw);
    };
    const ask = (scope: Scope): Promise<void> => {
      if (reply.raw.destroyed) throw new AppError('timeout', 'the client went away');
      const { permission } = route;
      const { caller } = request;
      begun = running.begin({ caller, scopeName, permission, scope, response: reply.raw });
      const { form, bytes: bodyBytes } = scopedForm(request);
      return proxy.answer({ route, labelName: name ?? null, scope, form, bodyBytes }, reply.raw);
    };
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
