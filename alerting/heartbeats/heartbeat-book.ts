import { timingSafeEqual } from 'node:crypto';
import { hashSecretToken } from '../../platform/security/secret-token.ts';
import type { State, Statement, StateReader } from '../../platform/state/state.ts';
import type { Incident } from '../incidents/incident.ts';
import {
  type CompiledMatcher,
  compileLabelMatcher,
  matchesAll,
} from '../inhibition/label-matcher.ts';
import { seenLabels } from '../inhibition/seen-labels.ts';
import type { Sighting } from '../intake/sight-alert.ts';
import type { NotifyingRule } from '../outbox/queue-change.ts';
import { BeatSql } from './beat-sql.ts';
import type { Heartbeat } from './heartbeat.ts';
import { heartbeatKey } from './heartbeat-incident.ts';

/** Port: heartbeats (`KeptRepository`). */
export interface Heartbeats {
  all(): Iterable<Heartbeat>;
  subscribe(listener: (owner: string) => void): void;
}

/** Whom an incident goes to that no rule raised. */
export type NamedRoute = NotifyingRule & { readonly policy: string | null };

interface ExpectedAlert {
  readonly id: string;
  readonly matchers: readonly CompiledMatcher[];
}

/** When heartbeats came last: in memory, written every few seconds. */
export class HeartbeatBook {
  readonly #things: Heartbeats;
  readonly #sql: BeatSql;
  readonly #last = new Map<string, number>();
  readonly #unwritten = new Set<string>();
  #byId = new Map<string, Heartbeat>();
  #byKey = new Map<string, Heartbeat>();
  #expected = new Map<string, readonly ExpectedAlert[]>();
  #listener: (id: string) => void = () => undefined;

  private constructor(state: State, things: Heartbeats) {
    this.#things = things;
    this.#sql = new BeatSql(state.dialect);
    this.#index();
    things.subscribe(() => this.#index());
  }

  static async open(state: State, things: Heartbeats): Promise<HeartbeatBook> {
    const book = new HeartbeatBook(state, things);
    await book.refresh(state);
    return book;
  }

  /** Reads what was written, also by another process that shares the state. */
  async refresh(state: StateReader): Promise<void> {
    for (const { heartbeat_id: id, last_at_ms: at } of await state.all(this.#sql.all())) {
      this.#last.set(id, Math.max(Number(at), this.#last.get(id) ?? 0));
    }
  }

  all(): Iterable<Heartbeat> {
    return this.#byId.values();
  }

  lastAtMs(id: string): number | null {
    return this.#last.get(id) ?? null;
  }

  /** The one that is told of each sign of life. */
  onBeat(listener: (id: string) => void): void {
    this.#listener = listener;
  }

  /** Somebody pings. @returns false: there is no such heartbeat, or the token is not its own */
  ping(id: string, token: string, nowMs: number): boolean {
    const heartbeat = this.#byId.get(id);
    const wanted = heartbeat?.content.kind === 'ping' ? heartbeat.content.tokenHash : null;
    const given = Buffer.from(hashSecretToken(token));
    const isOwn = timingSafeEqual(given, Buffer.from(wanted ?? hashSecretToken('')));
    if (wanted === null || !isOwn) return false;
    this.#beat(id, nowMs);
    return true;
  }

  /** Alerts came in that belong to somebody. */
  sighted(sightings: readonly Sighting[], nowMs: number): void {
    if (this.#expected.size === 0) return;
    for (const { subject, observation } of sightings) {
      const expected = this.#expected.get(subject.owner);
      if (expected === undefined || observation.kind !== 'firing') continue;
      const labels = seenLabels(subject, observation.severity);
      for (const { id, matchers } of expected) {
        if (matchesAll(matchers, labels)) this.#beat(id, nowMs);
      }
    }
  }

  /** Whom the incident of a heartbeat goes to; null for any other. */
  routeOf({ key, owner }: Incident): NamedRoute | null {
    const heartbeat = this.#byKey.get(key);
    if (heartbeat?.owner !== owner) return null;
    const { policy } = heartbeat.content;
    return { channels: [], levels: [], levelChange: 'any', policy };
  }

  /** What is not written yet; taken as written. */
  unwritten(): readonly Statement[] {
    const statements = [...this.#unwritten].flatMap((id) => {
      const lastAtMs = this.#last.get(id);
      return lastAtMs === undefined ? [] : [this.#sql.set(id, lastAtMs)];
    });
    this.#unwritten.clear();
    return statements;
  }

  #beat(id: string, nowMs: number): void {
    this.#last.set(id, nowMs);
    this.#unwritten.add(id);
    this.#listener(id);
  }

  #index(): void {
    const all = [...this.#things.all()];
    this.#byId = new Map(all.map((heartbeat) => [heartbeat.id, heartbeat]));
    this.#byKey = new Map(all.map((heartbeat) => [heartbeatKey(heartbeat), heartbeat]));
    for (const id of this.#last.keys()) if (!this.#byId.has(id)) this.#last.delete(id);
    const expected = new Map<string, ExpectedAlert[]>();
    for (const { id, owner, content } of all) {
      if (content.kind !== 'alert' || !content.enabled) continue;
      const ofOwner = expected.get(owner) ?? [];
      expected.set(owner, [...ofOwner, { id, matchers: compiled(content.matchers) }]);
    }
    this.#expected = expected;
  }
}

function compiled(texts: readonly string[]): readonly CompiledMatcher[] {
  return texts.map((text) => {
    const verdict = compileLabelMatcher(text);
    if (verdict.kind === 'ok') return verdict.matcher;
    throw new TypeError(`a stored condition cannot be read: ${text}: ${verdict.message}`);
  });
}
