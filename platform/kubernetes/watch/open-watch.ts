import type { Clock } from '../../clock/clock.ts';
import { parseJson } from '../../model/parse-json.ts';
import type { KubernetesClient } from '../kubernetes-client.ts';
import { isJsonObject, objectIn, textIn } from '../objects/json-object.ts';
import { done, type KubernetesFailure, type Outcome } from '../objects/kubernetes-failure.ts';
import { type KubernetesObject, readObject } from '../objects/kubernetes-object.ts';
import { type ObjectSelection, selectionQuery } from '../objects/list-objects.ts';
import { failureOfStatus } from '../objects/read-failure.ts';
import { apiVersionOf, pathOf, type ResourceKind } from '../objects/resource-kind.ts';
import { readLines } from './read-lines.ts';

export type WatchEvent =
  | { readonly kind: 'present' | 'deleted'; readonly object: KubernetesObject }
  /** Nothing happened up to a revision. */
  | { readonly kind: 'bookmark'; readonly resourceVersion: string };

export interface WatchRequest extends ObjectSelection {
  /** Events after this one. */
  readonly resourceVersion: string;
  /** The server ends the watch then. */
  readonly timeoutSeconds: number;
  /** Given up when nothing comes for so long, bookmarks included. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

/** An object may have 1.5 MiB where it is stored, and more as JSON. */
const MAX_LINE_BYTES = 8 * 1_048_576;

/** How a watch ended: `done` is its time-out or the server's wish; `gone` asks for a new list. */
export type WatchEnd = Outcome<void> | { readonly kind: 'silent'; readonly message: string };

/** One watch, until it ends. Each event is handed on before the next is read. */
export async function openWatch(
  client: KubernetesClient,
  kind: ResourceKind,
  request: WatchRequest,
  clock: Clock,
  onEvent: (event: WatchEvent) => void,
): Promise<WatchEnd> {
  const silence = new Silence(clock, request.idleMs);
  let ended: KubernetesFailure | undefined;
  const outcome = await client.stream(watchRequest(kind, request, silence.signal), async (body) => {
    for await (const line of readLines(body, MAX_LINE_BYTES)) {
      silence.broken();
      const event = readEvent(line, kind);
      if ('message' in event) {
        ended = event;
        break;
      }
      onEvent(event);
    }
  });
  silence.end();
  if (ended) return ended;
  if (silence.signal.aborted && !request.signal.aborted) {
    return { kind: 'silent', message: `nothing came for ${request.idleMs} ms` };
  }
  return outcome.kind === 'done' ? done(undefined) : outcome;
}

function watchRequest(kind: ResourceKind, request: WatchRequest, silence: AbortSignal) {
  const { namespace, resourceVersion, timeoutSeconds, signal } = request;
  return {
    method: 'GET',
    path: pathOf(kind, namespace === undefined ? {} : { namespace }),
    query: {
      ...selectionQuery(request),
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion,
      timeoutSeconds: String(timeoutSeconds),
    },
    signal: AbortSignal.any([signal, silence]),
  } as const;
}

function readEvent(line: string, kind: ResourceKind): WatchEvent | KubernetesFailure {
  const event = parseJson(line);
  const type = textIn(event, 'type');
  const given = isJsonObject(event) ? event.object : undefined;
  if (type === 'ERROR') return failureOfStatus(objectIn(event, 'object'), 500);
  if (type === 'BOOKMARK') {
    return {
      kind: 'bookmark',
      resourceVersion: textIn(objectIn(given, 'metadata'), 'resourceVersion'),
    };
  }
  const object = readObject(given, { apiVersion: apiVersionOf(kind), kind: kind.kind });
  if (object && (type === 'ADDED' || type === 'MODIFIED')) return { kind: 'present', object };
  if (object && type === 'DELETED') return { kind: 'deleted', object };
  return { kind: 'unreachable', message: `the watch sent what is no event (${type.slice(0, 40)})` };
}

/** Aborts when it is not broken for long enough. */
class Silence {
  readonly #abort = new AbortController();
  readonly #clock: Clock;
  readonly #idleMs: number;
  #heardAtMs: number;
  #timer: { cancel(): void };

  constructor(clock: Clock, idleMs: number) {
    this.#clock = clock;
    this.#idleMs = idleMs;
    this.#heardAtMs = clock.monotonicMs();
    this.#timer = this.#wait(idleMs);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Costs no timer, since it happens with every event. */
  broken(): void {
    this.#heardAtMs = this.#clock.monotonicMs();
  }

  end(): void {
    this.#timer.cancel();
  }

  #wait(delayMs: number): { cancel(): void } {
    return this.#clock.after(delayMs, () => {
      const leftMs = this.#heardAtMs + this.#idleMs - this.#clock.monotonicMs();
      if (leftMs <= 0) this.#abort.abort(new Error('the watch is silent'));
      else this.#timer = this.#wait(leftMs);
    });
  }
}
