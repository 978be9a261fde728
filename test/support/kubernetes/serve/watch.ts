import type { ServerResponse } from 'node:http';
import type { Timer } from '../../../../platform/clock/clock.ts';
import type { ApiFailure } from '../model/api-failure.ts';
import { badRequest, expired, revisionAhead } from '../model/failures.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { apiVersionOf, resourceName } from '../model/kind.ts';
import { metadataOf } from '../model/metadata.ts';
import type { Condition } from '../model/selectors.ts';
import { type Cluster, inVersion } from '../store/cluster.ts';
import type { StoreEvent } from '../store/object-store.ts';
import type { ApiRequest } from './api-request.ts';
import { listObjects, readRevision, selectorOf } from './list-objects.ts';
import { partialMetadata, tableOf, wantsMetadata, wantsTable } from './table.ts';

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

/** A real server sends one each minute, to clients that allow it. */
const bookmarkEveryMs = 60_000;

/** A watch without a timeout of its own ends after half an hour, as a real one may. */
const defaultTimeoutS = 1800;

/** One open watch: sends what happens until it times out, the client leaves, or a test ends it. */
export class Watch {
  readonly request: ApiRequest;
  readonly user: string;
  readonly #cluster: Cluster;
  readonly #response: ServerResponse;
  readonly #selects: Condition;
  readonly #accept: string;
  readonly #timers = new Set<Timer>();
  #unfollow: () => void = () => undefined;
  #sentBytes = 0;
  #sentTable = false;
  #isOpen = true;
  #isMute = false;

  constructor(
    cluster: Cluster,
    request: ApiRequest,
    client: { readonly user: string; readonly accept: string; readonly response: ServerResponse },
  ) {
    this.#cluster = cluster;
    this.request = request;
    this.user = client.user;
    this.#accept = client.accept;
    this.#response = client.response;
    this.#selects = selectorOf(request);
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Sends the headers and what the client missed, and follows. @throws ApiFailure 400 */
  start(onEnd: () => void): void {
    const { query } = this.request;
    const sendsInitial = query.get('sendInitialEvents') === 'true';
    this.#checkOptions(sendsInitial);
    const from = readRevision(query.get('resourceVersion'));
    this.#response.writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'no-cache, private',
    });
    this.#response.flushHeaders();
    this.#response.once('close', () => {
      this.#close();
      onEnd();
    });
    if (!this.#catchUp(from, sendsInitial)) return;
    const resource = resourceName(this.request.kind);
    this.#unfollow = this.#cluster.store.follow(resource, (event) => this.#tell(event));
    this.#scheduleEnd(Number(query.get('timeoutSeconds') ?? 0) || defaultTimeoutS);
    this.#scheduleBookmark();
  }

  #checkOptions(sendsInitial: boolean): void {
    const match = this.request.query.get('resourceVersionMatch');
    if (sendsInitial && match !== 'NotOlderThan') {
      throw badRequest('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
    }
    if (!sendsInitial && match !== null && match !== '') {
      throw badRequest(
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      );
    }
  }

  /** @returns false when the watch ended with an error */
  #catchUp(from: number, sendsInitial: boolean): boolean {
    const { store } = this.#cluster;
    if (from > store.revision) return this.#fail(revisionAhead(from, store.revision));
    if (from === 0 || sendsInitial) {
      const { objects } = listObjects(this.#cluster, this.#asList(), 0);
      for (const object of objects) this.#send('ADDED', object);
      if (sendsInitial) this.bookmark({ 'k8s.io/initial-events-end': 'true' });
      return true;
    }
    if (from < store.compactedTo) {
      return this.#fail(expired(`too old resource version: ${from} (${store.compactedTo})`));
    }
    for (const event of store.eventsAfter(resourceName(this.request.kind), from)) this.#tell(event);
    return true;
  }

  #asList(): ApiRequest {
    const query = new URLSearchParams(this.request.query);
    for (const name of ['resourceVersion', 'resourceVersionMatch', 'limit']) query.delete(name);
    return { ...this.request, query };
  }

  /** To a selector, an object that comes to fit is new, and one that no longer does is gone. */
  #tell({ type, object, previous }: StoreEvent): void {
    const fits = type !== 'DELETED' && this.#selects(object);
    const fitted = previous !== undefined && this.#selects(previous);
    if (fits) this.#send(fitted ? 'MODIFIED' : 'ADDED', object);
    else if (fitted) this.#send('DELETED', object);
  }

  /** Tells the client which revision it is at, if it allows that. */
  bookmark(annotations?: JsonObject): void {
    if (this.request.query.get('allowWatchBookmarks') !== 'true') return;
    const { kind } = this.request;
    const resourceVersion = String(this.#cluster.store.revision);
    const metadata =
      annotations === undefined ? { resourceVersion } : { resourceVersion, annotations };
    const object = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
    this.#write('BOOKMARK', wantsTable(this.#accept) ? this.#table(object) : object);
  }

  /** Ends with an error, as when the client fell behind. */
  expire(): void {
    const { revision } = this.#cluster.store;
    this.#fail(expired(`too old resource version: ${revision - 1} (${revision})`));
  }

  /** Stays open and says nothing more, as when something on the way has forgotten it. */
  mute(): void {
    this.#isMute = true;
  }

  /** Ends as at its timeout: the answer is complete. */
  end(): void {
    if (!this.#isOpen) return;
    this.#close();
    this.#response.end();
  }

  /** The connection breaks. */
  drop(): void {
    this.#close();
    this.#response.destroy();
  }

  #fail(failure: ApiFailure): false {
    this.#write('ERROR', failure.status);
    this.end();
    return false;
  }

  #send(type: EventType, stored: JsonObject): void {
    const object = inVersion(stored, this.request.kind);
    if (wantsTable(this.#accept)) this.#write(type, this.#table(object));
    else this.#write(type, wantsMetadata(this.#accept) ? partialMetadata(object) : object);
  }

  #table(object: JsonObject): JsonObject {
    const withHeaders = !this.#sentTable;
    this.#sentTable = true;
    return tableOf(this.request.kind, [object], {
      withHeaders,
      metadata: { resourceVersion: metadataOf(object).resourceVersion ?? '' },
      includeObject: this.request.query.get('includeObject') ?? '',
      nowMs: this.#cluster.clock.nowMs(),
    });
  }

  #write(type: EventType, object: Json): void {
    if (!this.#isOpen || this.#isMute) return;
    const line = `${JSON.stringify({ type, object })}\n`;
    this.#sentBytes += Buffer.byteLength(line);
    this.#response.write(line);
  }

  #scheduleEnd(timeoutS: number): void {
    this.#after(timeoutS * 1000, () => {
      this.bookmark();
      this.end();
    });
  }

  #scheduleBookmark(): void {
    this.#after(bookmarkEveryMs, () => {
      this.bookmark();
      this.#scheduleBookmark();
    });
  }

  #after(delayMs: number, callback: () => void): void {
    const timer = this.#cluster.clock.after(delayMs, () => {
      this.#timers.delete(timer);
      callback();
    });
    this.#timers.add(timer);
  }

  #close(): void {
    this.#isOpen = false;
    this.#unfollow();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }
}
