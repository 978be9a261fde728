import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { payerOf } from '../../queries/limits/payer-of.ts';
import type { Form } from '../../queries/proxy/form.ts';
import {
  CONTENT_TYPES,
  EXTENSIONS,
  headOf,
  printLine,
  tailOf,
} from '../../queries/proxy/loki/export/line-format.ts';
import type { LogExport, LogExporter } from '../../queries/proxy/loki/export/log-exporter.ts';
import type { LogLimits } from '../../queries/proxy/loki/loki-limits.ts';
import type { LokiMetrics } from '../../queries/proxy/loki/loki-metrics.ts';
import type { LokiRoute } from '../../queries/proxy/loki/loki-route.ts';
import { toAppError } from './error-answer.ts';
import type { ScopeGate } from './scope-gate.ts';

export interface LogExportsOptions {
  readonly exporter: LogExporter;
  readonly scopes: Pick<ScopeGate, 'grant'>;
  readonly limits: Pick<LogLimits, 'maxExports' | 'maxExportsPerCaller'>;
  readonly metrics: Pick<LokiMetrics, 'linesExported'>;
}

export interface LogExportRequest {
  readonly route: LokiRoute;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly scope: Scope;
  readonly form: Form;
  /** Aborted when the client goes away. */
  readonly gone: AbortSignal;
}

/** Lines printed into one write. */
const LINES_PER_WRITE = 200;

/**
 * `GET /scopes/{scope}/loki/export`: pages of a log query as one stream. The header `Tocsin-Cursor`
 * is the cursor of the beginning, `Tocsin-Warnings` a JSON list if something was left out; the
 * trailers `Tocsin-Cursor`, `Tocsin-Lines` and `Tocsin-Complete` say where it ended, and so does the
 * last line of NDJSON. What fails in the middle cuts the connection, behind a last line with the
 * cursor.
 */
export class LogExports {
  readonly #options: LogExportsOptions;
  readonly #ofCaller = new Map<string, number>();
  readonly #ofTenant = new Map<string, number>();

  constructor(options: LogExportsOptions) {
    this.#options = options;
  }

  /** Takes the reply over. Rejects with an `AppError`, usually before anything was sent. */
  async answer(asked: LogExportRequest): Promise<void> {
    const { reply, request, scope, form, route, gone } = asked;
    const exported = this.#options.exporter.open({
      route,
      scope,
      form,
      signal: gone,
      stillGranted: () => this.#checkGrant(asked),
    });
    const leave = this.#enter(request.caller?.principal.id ?? '', payerOf(scope));
    try {
      reply.hijack();
      await this.#stream(exported, reply.raw, gone, String(scope));
    } finally {
      leave();
    }
  }

  async #checkGrant({ request, route, scope }: LogExportRequest): Promise<void> {
    const { scope: name = '' } = request.params as { readonly scope?: string };
    const now = await this.#options.scopes.grant(request, name, route.permission);
    if (now.key !== scope.key) {
      throw new AppError('scope_denied', 'what the scope holds has changed; begin again');
    }
  }

  /** A tenant with many callers leaves half of the places to others. */
  #enter(caller: string, tenant: string): () => void {
    const { maxExports, maxExportsPerCaller } = this.#options.limits;
    const own = this.#ofCaller.get(caller) ?? 0;
    const ofTenant = this.#ofTenant.get(tenant) ?? 0;
    const all = [...this.#ofTenant.values()].reduce((sum, count) => sum + count, 0);
    const maxOfTenant = Math.max(maxExportsPerCaller, Math.floor(maxExports / 2));
    if (own >= maxExportsPerCaller || ofTenant >= maxOfTenant || all >= maxExports) {
      throw new AppError(
        'limited',
        `${own} exports of yours are running, at most ${maxExportsPerCaller} may (${maxOfTenant} of its tenant, ${maxExports} of all)`,
        { retryAfterSeconds: 30 },
      );
    }
    count(this.#ofCaller, caller, 1);
    count(this.#ofTenant, tenant, 1);
    return () => {
      count(this.#ofCaller, caller, -1);
      count(this.#ofTenant, tenant, -1);
    };
  }

  async #stream(
    { format, begin, hasCheckpoints, warnings, parts }: LogExport,
    response: ServerResponse,
    gone: AbortSignal,
    scope: string,
  ): Promise<void> {
    let lines = 0;
    let cursor = begin;
    let isComplete = false;
    try {
      for await (const part of parts()) {
        if (!response.headersSent) {
          response.writeHead(200, headersOf(format, begin, scope, warnings));
          response.write(headOf(format));
        }
        for (let at = 0; at < part.lines.length; at += LINES_PER_WRITE) {
          const chunk = part.lines.slice(at, at + LINES_PER_WRITE);
          await write(response, chunk.map((line) => printLine(format, line)).join(''), gone);
        }
        lines += part.lines.length;
        ({ cursor, isComplete } = part);
        if (hasCheckpoints && !isComplete) {
          await write(response, `${JSON.stringify({ checkpoint: cursor, lines })}\n`, gone);
        }
      }
      this.#finish(response, tailOf(format, { cursor: isComplete ? null : cursor, lines }), {
        'Tocsin-Cursor': isComplete ? '' : cursor,
        'Tocsin-Lines': String(lines),
        'Tocsin-Complete': String(isComplete),
      });
    } catch (thrown) {
      if (!response.headersSent) throw thrown;
      const error = toAppError(thrown);
      if (!gone.aborted)
        await cutBehind(response, tailOf(format, { cursor, lines, error: error.message }));
      throw error;
    } finally {
      this.#options.metrics.linesExported(lines);
    }
  }

  #finish(
    response: ServerResponse,
    tail: string,
    trailers: Readonly<Record<string, string>>,
  ): void {
    response.addTrailers(trailers);
    response.end(tail);
  }
}

function count(running: Map<string, number>, key: string, change: 1 | -1): void {
  const now = (running.get(key) ?? 0) + change;
  if (now > 0) running.set(key, now);
  else running.delete(key);
}

function headersOf(
  format: LogExport['format'],
  begin: string,
  scope: string,
  warnings: readonly string[],
) {
  const name = `logs-${scope.replaceAll(/[^\w.-]/g, '_')}.${EXTENSIONS[format]}`;
  return {
    'content-type': CONTENT_TYPES[format],
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'tocsin-cursor': begin,
    ...(warnings.length === 0 ? {} : { 'tocsin-warnings': asciiJson(warnings) }),
    trailer: 'Tocsin-Cursor, Tocsin-Lines, Tocsin-Complete',
  };
}

/** Headers take nothing else; they hold what the query holds. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Resolves when the client has room for more; rejects when it is gone. */
async function write(response: ServerResponse, text: string, gone: AbortSignal): Promise<void> {
  gone.throwIfAborted();
  if (response.write(text)) return;
  await new Promise<void>((resolve, reject) => {
    const onDrain = () => settle(resolve);
    const onGone = () => settle(() => reject(gone.reason));
    const settle = (then: () => void) => {
      response.off('drain', onDrain);
      gone.removeEventListener('abort', onGone);
      then();
    };
    response.once('drain', onDrain);
    gone.addEventListener('abort', onGone, { once: true });
  });
}

/** The last words, and then no proper end: no client takes the part for the whole. */
async function cutBehind(response: ServerResponse, tail: string): Promise<void> {
  await new Promise<void>((resolve) => {
    response.write(tail, () => resolve());
  });
  response.destroy();
}
