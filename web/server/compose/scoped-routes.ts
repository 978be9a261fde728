import type { FastifyInstance } from 'fastify';
import { LogExports } from '../log-export.ts';
import type { RunningQuestions } from '../running-questions.ts';
import type { ScopeGate } from '../scope-gate.ts';
import { registerScopedLoki } from '../scoped-loki.ts';
import { registerScopedPrometheus } from '../scoped-prometheus.ts';
import { registerScopedWrite } from '../scoped-write.ts';
import type { QueryFloor } from './floor.ts';
import type { LogParts } from './logs.ts';
import type { QueryParts } from './queries.ts';

export interface ScopedRoutesOptions {
  readonly floor: QueryFloor;
  readonly scopes: ScopeGate;
  readonly running: RunningQuestions;
  readonly queries: QueryParts;
  readonly logs: LogParts;
}

/** `/scopes/{scope}/prometheus` and `/loki` but for live tails: the same here and in a worker. */
export function registerScopedRoutes(
  server: FastifyInstance,
  { floor, scopes, running, queries, logs }: ScopedRoutesOptions,
): void {
  const { clock, logger, config } = floor;
  registerScopedPrometheus(server, {
    scopes,
    running,
    proxy: queries.proxy,
    metrics: queries.metrics,
    clock,
    logger,
    maxBodyBytes: config.queries.maxBodyBytes,
  });
  registerScopedWrite(server, {
    scopes,
    running,
    write: queries.write,
    logger,
    maxBodyBytes: config.queries.maxWriteBytes,
  });
  const { proxy, push, exporter, metrics } = logs;
  const limits = config.logs;
  const exports = new LogExports({ exporter, scopes, limits, metrics });
  registerScopedLoki(server, {
    scopes,
    running,
    proxy,
    push,
    exports,
    metrics,
    clock,
    logger,
    limits,
  });
}
