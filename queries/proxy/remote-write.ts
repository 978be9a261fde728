import { AppError } from '../../platform/errors/app-error.ts';
import type { BackendKind } from '../../platform/tenancy/cluster-backend.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { compressSnappy, uncompressSnappy } from '../../platform/wire/snappy-block.ts';
import type { Upstream, UpstreamRequest } from '../upstream/upstream.ts';
import { failureError } from './answer-stream.ts';
import { type AskedCluster, type BackendPart, planBackends } from './backend-plan.ts';
import { enforceWrite } from './enforce-write.ts';
import { withoutAddresses } from './prometheus-error.ts';

export interface RemoteWriteOptions {
  readonly upstream: Upstream;
  readonly directory: () => Directory;
  readonly clusters: () => readonly AskedCluster[];
  /** Most bytes of a request once it is uncompressed. */
  readonly maxPlainBytes: number;
}

/** Where each kind of backend takes remote write. */
const PATHS: Readonly<Partial<Record<BackendKind, string>>> = {
  prometheus: '/api/v1/write',
  thanos: '/api/v1/receive',
  mimir: '/api/v1/push',
  victoriametrics: '/api/v1/write',
};

const MAX_ERROR_BYTES = 4_096;

/** Remote write 1.0 into a scope: every series lies in it, or nothing of the request is stored. */
export class RemoteWrite {
  readonly #options: RemoteWriteOptions;

  constructor(options: RemoteWriteOptions) {
    this.#options = options;
  }

  /**
   * Passes a snappy-compressed request on, its series labelled. Rejects with `AppError`: `invalid`
   * and `too_large` are final for the sender, everything else is tried again by it.
   */
  async write(scope: Scope, compressed: Buffer): Promise<void> {
    const part = this.#part(scope);
    const plain = uncompressSnappy(compressed, this.#options.maxPlainBytes);
    const bytes = compressSnappy(enforceWrite(plain, part));
    const path = PATHS[this.#kindOf(part)];
    if (path === undefined)
      throw new AppError('unprocessable', 'this backend takes no remote write');
    await this.#send({
      backend: part.backend,
      method: 'POST',
      path,
      form: '',
      body: { contentType: 'application/x-protobuf', bytes },
      headers: [
        ['content-encoding', 'snappy'],
        ['x-prometheus-remote-write-version', '0.1.0'],
      ],
      timeoutMs: part.backend.timeoutMs,
    });
  }

  #part(scope: Scope): BackendPart {
    const { directory, clusters } = this.#options;
    const plan = planBackends(scope, directory(), clusters());
    if (plan.kind === 'refused') throw new AppError('unprocessable', plan.message);
    if (plan.kind === 'missing') {
      throw new AppError('unavailable', `cluster ${plan.cluster} has no metrics backend`);
    }
    const [only, ...more] = plan.kind === 'parts' ? plan.parts : [];
    if (!only)
      throw new AppError('unprocessable', `scope ${scope} holds no environment to write to`);
    if (more.length === 0) return only;
    const choices = scope.clusters.map((cluster) => `${scope}@${cluster}`).join(', ');
    throw new AppError(
      'unprocessable',
      `scope ${scope} lies on several backends; write to one of ${choices}`,
    );
  }

  #kindOf(part: BackendPart): BackendKind {
    const cluster = this.#options.clusters().find(({ id }) => part.clusters.includes(id));
    return cluster?.backend?.kind ?? 'prometheus';
  }

  #send(request: UpstreamRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const said: Buffer[] = [];
      let status = 0;
      let bytes = 0;
      this.#options.upstream.send(request, {
        head: (code) => {
          status = code;
        },
        data: (chunk) => {
          bytes += chunk.length;
          if (bytes <= MAX_ERROR_BYTES) said.push(chunk);
          return true;
        },
        done: () => {
          const text = Buffer.concat(said).toString('utf8').trim();
          if (status >= 200 && status < 300) resolve();
          else reject(writeError(status, withoutAddresses(text, request.backend.url)));
        },
        failed: (failure, cause) => reject(failureError(failure, cause)),
      });
    });
  }
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
