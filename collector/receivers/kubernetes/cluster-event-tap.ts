import type { Clock } from '../../../platform/clock/clock.ts';
import { plainBody } from '../plain-body.ts';
import { auditKey, auditTimeNs } from './audit-line.ts';
import { eventKey, eventTimeNs, namespaceOfEvent, unwrapEvent } from './event-line.ts';
import { type JsonObject, textAt } from './json-value.ts';
import { readDocuments } from './read-documents.ts';
import { RecentEvents } from './recent-events.ts';

/** An event or a line of audit that was stored. */
export interface TappedEvent {
  readonly kind: 'event' | 'audit';
  readonly cluster: string;
  /** Empty for what belongs to no namespace. */
  readonly namespace: string;
  readonly atMs: number;
  readonly object: JsonObject;
}

/** Who looks at what is stored. */
export interface TapListener {
  /** Whether anybody asks for this kind; nothing is read otherwise. */
  wants(kind: TappedEvent['kind']): boolean;
  /** Done when it resolves; what it rejects is not known and comes again. */
  take(events: readonly TappedEvent[]): Promise<void>;
}

/** A push that was stored. */
export interface TappedPush {
  readonly kind: TappedEvent['kind'];
  readonly cluster: string;
  readonly body: Buffer;
  readonly contentEncoding: string | undefined;
}

const MAX_RECENT = 50_000;

/** Hands on what clusters say of themselves, each version of an event once. */
export class ClusterEventTap {
  readonly #clock: Clock;
  readonly #maxPlainBytes: number;
  readonly #recent = new RecentEvents(MAX_RECENT);
  #listener: TapListener | null = null;

  constructor(clock: Clock, maxPlainBytes: number) {
    this.#clock = clock;
    this.#maxPlainBytes = maxPlainBytes;
  }

  listen(listener: TapListener): void {
    this.#listener = listener;
  }

  /** Rejects as the listener does: the sender is to come again. */
  async took({ kind, cluster, body, contentEncoding }: TappedPush): Promise<void> {
    const listener = this.#listener;
    if (listener === null || !listener.wants(kind)) return;
    const plain = await plainBody(body, contentEncoding, this.#maxPlainBytes);
    const keys = new Set<string>();
    const events = readDocuments(plain).flatMap((given): readonly TappedEvent[] => {
      const object = kind === 'event' ? unwrapEvent(given) : given;
      if (object === null) return [];
      const key = kind === 'event' ? eventKey(object) : auditKey(object);
      const known = key === null ? null : `${kind} ${cluster} ${key}`;
      if (known !== null && (this.#recent.has(known) || keys.has(known))) return [];
      if (known !== null) keys.add(known);
      return [this.#eventOf(kind, cluster, object)];
    });
    if (events.length > 0) await listener.take(events);
    for (const key of keys) this.#recent.add(key);
  }

  #eventOf(kind: TappedEvent['kind'], cluster: string, object: JsonObject): TappedEvent {
    const timeNs = kind === 'event' ? eventTimeNs(object) : auditTimeNs(object);
    const nowMs = this.#clock.nowMs();
    const atMs = timeNs === null ? nowMs : Math.min(nowMs, Number(timeNs / 1_000_000n));
    const namespace =
      kind === 'event' ? namespaceOfEvent(object) : textAt(object, 'objectRef', 'namespace');
    return { kind, cluster, namespace, atMs, object };
  }
}
