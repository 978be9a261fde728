import { AppError, asError } from '../../platform/errors/app-error.ts';
import type { BackendKind } from '../../platform/tenancy/cluster-backend.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { compressSnappy, uncompressSnappy, wrapSnappy } from '../../platform/wire/snappy-block.ts';
import { WRITE_HEADERS, type WriteMessage } from '../../platform/wire/write-message.ts';
import type { Lease } from '../limits/limit-gate.ts';
import { payerOf } from '../limits/payer-of.ts';
import { collectBody, NoAnswer } from '../upstream/collect-body.ts';
import type { AnswerHeaders, Upstream, UpstreamRequest } from '../upstream/upstream.ts';
import type { AskGate } from './backend-asker.ts';
import type { AskedCluster, BackendPart } from './backend-plan.ts';
import type { BackendPlans } from './backend-plans.ts';
import { enforceWrite } from './enforce-write.ts';
import { failureError, withoutAddresses } from './prometheus-error.ts';
import { refusedForNow } from './refused-for-now.ts';
import { writeScopeOf } from './write-scope.ts';
import { enforceWriteV2 } from './write-v2/enforce-write-v2.ts';
import { readWrittenCounts, type WrittenCounts } from './written-counts.ts';
import { WrittenLabels } from './written-labels.ts';

export interface RemoteWriteOptions {
  readonly upstream: Upstream;
  readonly plans: BackendPlans;
  readonly clusters: () => readonly AskedCluster[];
  readonly gate: Pick<AskGate, 'enter'>;
  /** Most bytes of a request once it is uncompressed. */
  readonly maxPlainBytes: number;
}

/** Where each kind of backend takes remote write. */
const PATHS: Readonly<Partial<Record<BackendKind, string>>> = {
  prometheus: '/api/v1/write',
  thanos: '/api/v1/receive',
  mimir: '/api/v1/push',
  victoriametrics: '/api/v1/write',
  embedded: '/api/v1/write',
};

const MAX_ERROR_BYTES = 4_096;

/** What the backend made of a request. */
export interface WriteAnswer {
  /** Why it did not take all of it; null when it did. */
  readonly refusal: AppError | null;
  /** How much it says it took, also of what it refused; null for 1.0, and where it says nothing. */
  readonly written: WrittenCounts | null;
}

/** Remote write into a scope: every series lies in it, or nothing of the request is stored. */
export class RemoteWrite {
  readonly #options: RemoteWriteOptions;
  /** A scope whose places change has other parts. */
  readonly #known = new WeakMap<BackendPart, WrittenLabels>();

  constructor(options: RemoteWriteOptions) {
    this.#options = options;
  }

  /**
   * Passes a snappy-compressed request on, its series labelled, as the message that it came as.
   * Refusals are `invalid` and `too_large`, which are final for the sender; `unsupported_media` for
   * a backend that takes no 2.0, so that the sender falls back; everything else is tried again by it.
   * Takes a place among the tenant's questions, but no token: what comes late is not lost.
   * Rejects with `AppError` for what never reached the backend.
   * @param gone the sender went away, or lost the right to the scope
   */
  async write(
    scope: Scope,
    compressed: Buffer,
    message: WriteMessage,
    gone: AbortSignal,
  ): Promise<WriteAnswer> {
    const lease = await this.#place(scope, gone);
    try {
      return await this.#write(scope, compressed, message, gone);
    } finally {
      lease.release();
    }
  }

  /** Senders give up what is refused with 429, and try again what is with 503. */
  async #place(scope: Scope, gone: AbortSignal): Promise<Lease> {
    try {
      return await this.#options.gate.enter(payerOf(scope), gone);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.kind !== 'limited') throw thrown;
      const { retryAfterSeconds = 1 } = thrown;
      throw new AppError('unavailable', thrown.message, { cause: thrown, retryAfterSeconds });
    }
  }

  async #write(
    scope: Scope,
    compressed: Buffer,
    message: WriteMessage,
    gone: AbortSignal,
  ): Promise<WriteAnswer> {
    const part = this.#part(scope);
    const plain = uncompressSnappy(compressed, this.#options.maxPlainBytes);
    const enforced = this.#enforce(plain, part, message);
    const kind = this.#kindOf(part);
    const path = PATHS[kind];
    if (path === undefined)
      throw new AppError('unprocessable', 'this backend takes no remote write');
    const { contentType, version } = WRITE_HEADERS[message];
    const request: UpstreamRequest = {
      backend: part.backend,
      method: 'POST',
      path,
      form: '',
      body: {
        contentType,
        bytes: kind === 'embedded' ? wrapSnappy(enforced) : compressSnappy(enforced),
      },
      headers: [
        ['content-encoding', 'snappy'],
        ['x-prometheus-remote-write-version', version],
        ['user-agent', 'tocsin'],
      ],
      timeoutMs: part.backend.timeoutMs,
    };
    const answer = await this.#send(request, gone);
    return readAnswer(answer, message, part.backend.url);
  }

  #enforce(plain: Buffer, part: BackendPart, message: WriteMessage): Buffer {
    const scope = writeScopeOf(part);
    if (message === '2.0') return enforceWriteV2(plain, scope);
    const known = this.#known.get(part) ?? new WrittenLabels();
    this.#known.set(part, known);
    return enforceWrite(plain, scope, known);
  }

  #part(scope: Scope): BackendPart {
    const part = this.#options.plans.onlyPartOf(scope);
    if (part) return part;
    throw new AppError('unprocessable', `scope ${scope} holds no environment to write to`);
  }

  #kindOf(part: BackendPart): BackendKind {
    const cluster = this.#options.clusters().find(({ id }) => part.clusters.includes(id));
    return cluster?.backend?.kind ?? 'prometheus';
  }

  async #send(request: UpstreamRequest, gone: AbortSignal): Promise<ReceiverAnswer> {
    const { upstream } = this.#options;
    try {
      const { status, headers, body } = await collectBody(upstream, request, MAX_ERROR_BYTES, gone);
      return { status, headers, text: body.toString('utf8').trim() };
    } catch (thrown) {
      if (!(thrown instanceof NoAnswer)) throw thrown;
      throw failureError(thrown.failure, asError(thrown.cause));
    }
  }
}

interface ReceiverAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
}

function readAnswer(
  { status, headers, text }: ReceiverAnswer,
  message: WriteMessage,
  url: string,
): WriteAnswer {
  const written = message === '2.0' ? readWrittenCounts(headers) : null;
  const isDone = status >= 200 && status < 300;
  if (message === '2.0' && (status === 415 || (isDone && written === null))) {
    return { refusal: onlyWrite1(), written: null };
  }
  if (status === 503) return { refusal: refusedForNow({ headers, text, url }), written };
  return { refusal: isDone ? null : writeError(status, withoutAddresses(text, url)), written };
}

/**
 * A receiver of 1.0 alone refuses the message, or takes it for an empty one of 1.0 and so stores
 * nothing; then it does not say how much was written.
 */
function onlyWrite1(): AppError {
  return new AppError(
    'unsupported_media',
    'the metrics backend takes no remote write 2.0 (io.prometheus.write.v2.Request), nothing was stored; send 1.0 (prometheus.WriteRequest)',
  );
}

/** 400 is final for the sender, 429 and 5xx are tried again: as the backend meant it. */
function writeError(status: number, text: string): AppError {
  if (status === 400 || status === 422) return new AppError('invalid', text);
  if (status === 429) return new AppError('limited', text, { retryAfterSeconds: 5 });
  if (status === 413) return new AppError('too_large', text);
  return new AppError(
    'upstream_failed',
    `the metrics backend did not take the samples (status ${status})`,
  );
}
