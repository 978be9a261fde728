import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Permission } from '../../platform/tenancy/roles.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { type WriteMessage, writeMessageOf } from '../../platform/wire/write-message.ts';
import type { RemoteWrite, WriteAnswer } from '../../queries/proxy/remote-write.ts';
import { NOTHING_WRITTEN, writtenHeaders } from '../../queries/proxy/written-counts.ts';
import { toAppError } from './error-answer.ts';
import { refuseOtherMethods } from './method-table.ts';
import type { RunningQuestions } from './running-questions.ts';
import type { ScopeGate } from './scope-gate.ts';
import { PLAIN_TEXT, ScopedErrors } from './scoped-errors.ts';

export interface ScopedWriteOptions {
  readonly scopes: ScopeGate;
  readonly running: Pick<RunningQuestions, 'during'>;
  readonly write: RemoteWrite;
  readonly logger: Logger;
  /** Compressed. */
  readonly maxBodyBytes: number;
}

const PATH = '/scopes/:scope/prometheus/api/v1/write';
const PERMISSION: Permission = 'metrics:write';
const PROTOBUF = 'application/x-protobuf';

/**
 * Remote write into a scope. Errors are plain text, as Prometheus's receiver answers them; those of
 * a 2.0 request say how much was written all the same.
 */
export function registerScopedWrite(parent: FastifyInstance, options: ScopedWriteOptions): void {
  const { logger, maxBodyBytes } = options;
  const errors = new ScopedErrors(PLAIN_TEXT, logger);
  parent.register((server, _, done) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      PROTOBUF,
      { parseAs: 'buffer', bodyLimit: maxBodyBytes },
      (request, body, parsed) => {
        parsed(refuseOtherForms(request), body);
      },
    );
    server.setErrorHandler((thrown, request, reply) => {
      if (messageOf(request) === '2.0' && wroteNothing(toAppError(thrown))) {
        reply.headers({ ...writtenHeaders(NOTHING_WRITTEN), ...reply.getHeaders() });
      }
      return errors.answer(thrown, request, reply);
    });
    server.post(
      PATH,
      {
        schema: { hide: true },
        onRequest: async (request) => void (await grant(request, options)),
      },
      async (request, reply) => {
        const { refusal, written } = await answer(request, reply, options);
        if (written !== null) reply.headers(writtenHeaders(written));
        if (refusal !== null) throw refusal;
        return reply.code(204).send();
      },
    );
    refuseOtherMethods(server, new Map([[PATH, new Set(['POST'])]]));
    done();
  });
}

function grant(
  request: FastifyRequest,
  { scopes }: Pick<ScopedWriteOptions, 'scopes'>,
): Scope | Promise<Scope> {
  return scopes.grant(request, scopeNameOf(request), PERMISSION);
}

function scopeNameOf({ params }: FastifyRequest): string {
  return (params as { readonly scope: string }).scope;
}

/** Granted anew behind the body; the write ends with the right to it, also while it waits for its turn. */
async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  options: ScopedWriteOptions,
): Promise<WriteAnswer> {
  const { body } = request;
  if (!Buffer.isBuffer(body))
    throw new AppError('unsupported_media', `send ${PROTOBUF}, compressed with snappy`);
  const scope = await grant(request, options);
  const { caller } = request;
  const scopeName = scopeNameOf(request);
  return options.running.during(
    { caller, scopeName, permission: PERMISSION, scope, response: reply.raw },
    (gone) => options.write.write(scope, body, messageOf(request) ?? '1.0', gone),
  );
}

function messageOf(request: FastifyRequest): WriteMessage | null {
  return writeMessageOf(request.headers['content-type'] ?? '');
}

/**
 * Errors of a request whose message was agreed upon, and that are final: then the counts are due,
 * and they are those of the backend, or none.
 */
function wroteNothing({ kind }: AppError): boolean {
  return kind === 'invalid' || kind === 'too_large' || kind === 'unprocessable';
}

/** Missing headers mean version 1.0 and snappy, as Prometheus takes them. */
function refuseOtherForms(request: FastifyRequest): AppError | null {
  const { 'content-type': type = '', 'content-encoding': encoding = 'snappy' } = request.headers;
  if (encoding !== 'snappy')
    return new AppError(
      'unsupported_media',
      `content encoding ${encoding} is not taken, only snappy`,
    );
  if (writeMessageOf(type) === null) {
    return new AppError(
      'unsupported_media',
      'only remote write 1.0 (prometheus.WriteRequest) and 2.0 (io.prometheus.write.v2.Request) are taken',
    );
  }
  return null;
}
