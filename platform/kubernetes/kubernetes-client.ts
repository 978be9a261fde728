import type { Readable } from 'node:stream';
import type { Clock } from '../clock/clock.ts';
import { parseJson } from '../model/parse-json.ts';
import type { Transport, TransportAnswer, TransportRequest } from './connection/transport.ts';
import { withRetries } from './connection/with-retries.ts';
import type { KubernetesMetrics, MeasuredVerb } from './kubernetes-metrics.ts';
import {
  type Applied,
  type ApplyOptions,
  applyRequest,
  isRepeatable,
} from './objects/apply-request.ts';
import {
  type DeleteOptions,
  deleteRequest,
  type Removal,
  removalOf,
} from './objects/delete-request.ts';
import { isJsonObject, type JsonObject } from './objects/json-object.ts';
import type { KubernetesFailure, Outcome } from './objects/kubernetes-failure.ts';
import { done } from './objects/kubernetes-failure.ts';
import { type KubernetesObject, readObject } from './objects/kubernetes-object.ts';
import { type ListOptions, listObjects, type ObjectList } from './objects/list-objects.ts';
import {
  apiVersionOf,
  type ObjectPlace,
  pathOf,
  type ResourceKind,
} from './objects/resource-kind.ts';

/**
 * A Kubernetes cluster as its API server shows it to one identity. No call throws for what the
 * cluster or the network does; a place that cannot be one (see `pathOf`) is a RangeError.
 *
 * Requests wait for their turn (a rate per client) and for a connection. Tried again, at most twice:
 * whatever was throttled or not authenticated; after a lost answer or a passing failure only what
 * may be done twice: no apply with a `resourceVersion`, and of deletions those by `uid` alone.
 */
export interface KubernetesClient {
  get(
    kind: ResourceKind,
    place: ObjectPlace,
    signal?: AbortSignal,
  ): Promise<Outcome<KubernetesObject>>;
  /** All objects of one revision, fetched in chunks; begun anew when that revision is forgotten. */
  list(kind: ResourceKind, options?: ListOptions): Promise<Outcome<ObjectList>>;
  /** Server-side apply as the manager `tocsin`, unknown fields refused. The whole object is meant. */
  apply(
    kind: ResourceKind,
    object: KubernetesObject,
    options?: ApplyOptions,
  ): Promise<Outcome<Applied>>;
  /** What is already gone is `absent`. A precondition that does not hold is a `conflict`. */
  remove(
    kind: ResourceKind,
    place: ObjectPlace,
    options?: DeleteOptions,
  ): Promise<Outcome<Removal>>;
  /** Any document of the server, such as `/version`. Tried again like any other reading. */
  read(path: string, signal?: AbortSignal): Promise<Outcome<JsonObject>>;
  /** Creates what is answered and not kept, such as an access review. */
  ask(path: string, body: JsonObject, signal?: AbortSignal): Promise<Outcome<JsonObject>>;
  /** One try of an answer that goes on. */
  stream(
    request: TransportRequest,
    read: (body: Readable) => Promise<void>,
  ): Promise<Outcome<void>>;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}

export interface KubernetesClientParts {
  /** As it is registered, for metrics. */
  readonly cluster: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly metrics: KubernetesMetrics;
}

export function createKubernetesClient(parts: KubernetesClientParts): KubernetesClient {
  return new Client(parts);
}

class Client implements KubernetesClient {
  readonly #parts: KubernetesClientParts;

  constructor(parts: KubernetesClientParts) {
    this.#parts = parts;
  }

  async get(
    kind: ResourceKind,
    place: ObjectPlace,
    signal?: AbortSignal,
  ): Promise<Outcome<KubernetesObject>> {
    const answer = await this.#send('get', { method: 'GET', path: pathOf(kind, place), signal });
    return answer.kind === 'done' ? objectOf(answer.value, kind) : answer;
  }

  list(kind: ResourceKind, options: ListOptions = {}): Promise<Outcome<ObjectList>> {
    const page = async (path: string, query: Readonly<Record<string, string>>) =>
      this.#json('list', { method: 'GET', path, query, signal: options.signal });
    return listObjects(page, kind, options);
  }

  async apply(
    kind: ResourceKind,
    object: KubernetesObject,
    options: ApplyOptions = {},
  ): Promise<Outcome<Applied>> {
    const verb = options.dryRun === true ? 'dry_run' : 'apply';
    const isIdempotent = options.dryRun === true || isRepeatable(object);
    const answer = await this.#send(verb, applyRequest(kind, object, options), isIdempotent);
    if (answer.kind !== 'done') return answer;
    const { status, warnings } = answer.value;
    const live = objectOf(answer.value, kind);
    return live.kind === 'done'
      ? done({ object: live.value, isNew: status === 201, warnings })
      : live;
  }

  async remove(
    kind: ResourceKind,
    place: ObjectPlace,
    options: DeleteOptions = {},
  ): Promise<Outcome<Removal>> {
    const isIdempotent = options.uid !== undefined && options.resourceVersion === undefined;
    const answer = await this.#send('delete', deleteRequest(kind, place, options), isIdempotent);
    if (answer.kind === 'not_found') return done('absent');
    return answer.kind === 'done' ? done(removalOf(parseJson(answer.value.body))) : answer;
  }

  read(path: string, signal?: AbortSignal): Promise<Outcome<JsonObject>> {
    return this.#json('get', { method: 'GET', path, signal });
  }

  ask(path: string, body: JsonObject, signal?: AbortSignal): Promise<Outcome<JsonObject>> {
    const contentType = 'application/json';
    return this.#json('create', {
      method: 'POST',
      path,
      body: JSON.stringify(body),
      contentType,
      signal,
    });
  }

  stream(
    request: TransportRequest,
    read: (body: Readable) => Promise<void>,
  ): Promise<Outcome<void>> {
    return this.#measured('watch', () => this.#parts.transport.stream(request, read));
  }

  close(): Promise<void> {
    return this.#parts.transport.close();
  }

  async #json(verb: MeasuredVerb, request: TransportRequest): Promise<Outcome<JsonObject>> {
    const answer = await this.#send(verb, request);
    if (answer.kind !== 'done') return answer;
    const parsed = parseJson(answer.value.body);
    return isJsonObject(parsed) ? done(parsed) : unreadable(answer.value);
  }

  #send(
    verb: MeasuredVerb,
    request: TransportRequest,
    isIdempotent = true,
  ): Promise<Outcome<TransportAnswer>> {
    const { transport, clock, random, metrics, cluster } = this.#parts;
    return withRetries(() => this.#measured(verb, () => transport.send(request)), {
      isIdempotent,
      clock,
      random,
      signal: request.signal,
      onRetry: () => metrics.retried(cluster, verb),
    });
  }

  async #measured<T>(verb: MeasuredVerb, run: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const { clock, metrics, cluster } = this.#parts;
    const startMs = clock.monotonicMs();
    const outcome = await run();
    metrics.finished(cluster, verb, outcome.kind, (clock.monotonicMs() - startMs) / 1_000);
    return outcome;
  }
}

function objectOf(answer: TransportAnswer, kind: ResourceKind): Outcome<KubernetesObject> {
  const type = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  const object = readObject(parseJson(answer.body), type);
  return object ? done(object) : unreadable(answer);
}

function unreadable({ status }: TransportAnswer): KubernetesFailure {
  const message = `something before the cluster answered ${status} with what is no Kubernetes object`;
  return { kind: 'unreachable', message };
}
