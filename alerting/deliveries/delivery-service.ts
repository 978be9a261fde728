import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { State, Statement } from '../../platform/state/state.ts';
import { holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import {
  keyAfter,
  type Page,
  type PageRequest,
  pageFrom,
  rowsFor,
} from '../../platform/tenancy/keyset.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { scopeDenied } from '../../platform/tenancy/refusals.ts';
import type { Channel } from '../channels/channel.ts';
import type { ChannelService } from '../channels/channel-service.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import { EventSql, withPositions } from '../incidents/event-sql.ts';
import type { Incident } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import {
  canSee,
  type IncidentVisibility,
  incidentVisibility,
} from '../incidents/incident-visibility.ts';
import { alertsOf, parseNotification } from '../notify/notification.ts';
import { isSuspended } from '../outbox/gate-channel.ts';
import { KeptMessages } from '../suspension/kept-messages.ts';
import { RequeueSql } from '../suspension/requeue-sql.ts';
import type { WaitingFate } from '../suspension/resumed-lines.ts';
import type { DeliveriesTable } from '../tables-notify.ts';
import { DeliveryListSql } from './delivery-list-sql.ts';
import type { DeliveryFilter, DeliveryRecord, LastAttempt } from './delivery-record.ts';
import { owedResolves } from './owed-resolves.ts';
import { seenNotification } from './seen-notification.ts';

export interface DeliveryServiceParts {
  readonly state: State;
  readonly clock: Clock;
  readonly directory: () => Directory;
  readonly channels: ChannelService;
  readonly feed: EventFeed;
  readonly wakeOutbox: () => void;
  /** The open incident that says that a channel is switched off. */
  readonly suspensionOf: (channel: Channel) => Incident | undefined;
}

/**
 * What became of the wish to send one again.
 * - `not_dead`: it is no dead letter, or no more.
 * - `no_channel`: its channel is gone.
 */
export type ReplayOutcome = 'queued' | 'not_dead' | 'not_found' | 'no_channel' | 'scope_denied';

/** Sent again in one batch. */
const AT_ONCE = 100;

/**
 * Messages for people: what was given up, and sending it again. Reading needs `channels:read` within the
 * owner and shows only what is about incidents that the caller may see; sending again needs the right to
 * change the channel.
 *
 * All methods throw AppError: `scope_denied`, `not_found`, `invalid`.
 */
export class DeliveryService {
  readonly #parts: DeliveryServiceParts;
  readonly #sql: DeliveryListSql;
  readonly #requeue: RequeueSql;
  readonly #events: EventSql;
  readonly #kept: KeptMessages;

  constructor(parts: DeliveryServiceParts) {
    this.#parts = parts;
    const { dialect } = parts.state;
    this.#sql = new DeliveryListSql(dialect);
    this.#requeue = new RequeueSql(dialect);
    this.#events = new EventSql(dialect);
    this.#kept = new KeptMessages(parts);
  }

  /** Newest first. A page may be short of what the caller may not see. */
  async list(
    principal: Principal,
    owner: string,
    filter: DeliveryFilter,
    page: PageRequest,
  ): Promise<Page<DeliveryRecord>> {
    const seen = this.#within(principal, owner, 'channels:read');
    if (filter.state !== 'dropped' && filter.channelId === null) {
      const message = 'only dead letters can be listed for all channels; name a channel';
      throw new AppError('invalid', message, { details: [{ path: '/channel', message }] });
    }
    const { state } = this.#parts;
    const rows = await state.all(this.#sql.newest(owner, filter, keyAfter(page), rowsFor(page)));
    const read = pageFrom(rows, page, ({ id }) => id);
    const ids = read.items.map(({ id }) => id);
    const attempts = ids.length === 0 ? [] : await state.all(this.#sql.attempts(ids));
    const last = new Map(attempts.map((one): [string, LastAttempt] => [one.delivery_id, one]));
    const items = read.items.flatMap((row) => recordOf(row, seen, last.get(row.id) ?? null) ?? []);
    return { items, nextCursor: read.nextCursor };
  }

  /**
   * Each dead letter goes again, with its own id, and the end of what it says to fire and is over goes
   * after it.
   * @param ids 500 at most, each counts once
   */
  async replay(
    principal: Principal,
    owner: string,
    ids: readonly string[],
  ): Promise<readonly { readonly id: string; readonly outcome: ReplayOutcome }[]> {
    const seen = this.#within(principal, owner, 'channels:write');
    const each = [...new Set(ids)];
    const results: { id: string; outcome: ReplayOutcome }[] = [];
    for (let at = 0; at < each.length; at += AT_ONCE) {
      const some = each.slice(at, at + AT_ONCE);
      const outcomes = await this.#replaySome(principal, owner, some, seen);
      results.push(...some.map((id) => ({ id, outcome: outcomes.get(id) ?? 'not_found' })));
    }
    if (results.some(({ outcome }) => outcome === 'queued')) this.#parts.wakeOutbox();
    return results;
  }

  /**
   * Switches on a channel that the service has switched off; one that is on is answered as it is.
   * Timelines say who did it: that of the incident about the channel, and those of what waited.
   * @param waiting what becomes of what it has not sent
   * @throws AppError also `conflict` for one that people have switched off
   */
  async resume(
    principal: Principal,
    owner: string,
    id: string,
    waiting: WaitingFate,
  ): Promise<Channel> {
    const { channels } = this.#parts;
    const channel = channels.writable(principal, owner, id);
    if (channel.enabled) return channel;
    if (!isSuspended(channel)) {
      throw new AppError('conflict', `Channel ${channel.name} was switched off by people.`);
    }
    const settled = await this.#kept.settle(channel, principal, waiting);
    const resumed = await channels.resume(channel, principal, settled.statements);
    settled.done(resumed.results);
    return resumed.channel;
  }

  async #replaySome(
    principal: Principal,
    owner: string,
    ids: readonly string[],
    seen: IncidentVisibility,
  ): Promise<ReadonlyMap<string, ReplayOutcome>> {
    const { state, clock, feed, channels } = this.#parts;
    const nowMs = clock.nowMs();
    const rows = await state.all(this.#sql.byIds(owner, ids));
    const outcomes = new Map<string, ReplayOutcome>();
    const statements: Statement[] = [];
    const lines: EventDraft[] = [];
    const replayed: DeliveriesTable[] = [];
    for (const row of rows) {
      const refusal = this.#refusal(principal, row, seen);
      outcomes.set(row.id, refusal ?? 'queued');
      if (refusal !== null) continue;
      replayed.push(row);
      statements.push(...this.#requeue.replay(row.id, owner, nowMs));
      lines.push(...replayedLines(row, principal, nowMs));
    }
    if (replayed.length === 0) return outcomes;
    const channel = (of: string, id: string) => channels.known(of, id);
    const owed = await owedResolves(state, replayed, channel, nowMs);
    for (const row of owed.again) {
      statements.push(...this.#requeue.follow(row.id, owner, nowMs));
      lines.push(...replayedLines(row, principal, nowMs));
    }
    lines.push(...owed.lines);
    const batch = [...statements, ...owed.statements, ...this.#events.insert(lines)];
    const outcome = await state.commit({ name: 'deliveries.replay', statements: batch });
    if (outcome.kind !== 'committed') {
      throw new AppError('unavailable', 'The deliveries keep changing; try again.', {
        retryAfterSeconds: 1,
      });
    }
    feed.publish(withPositions(lines, batch, outcome.results));
    return outcomes;
  }

  #refusal(
    principal: Principal,
    row: DeliveriesTable,
    seen: IncidentVisibility,
  ): ReplayOutcome | null {
    const { channels } = this.#parts;
    if (recordOf(row, seen, null) === null) return 'not_found';
    if (row.state !== 'dropped' || row.digest_id !== null) return 'not_dead';
    try {
      channels.writable(principal, row.owner, row.channel_id);
      return null;
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.kind === 'not_found') return 'no_channel';
      if (thrown instanceof AppError && thrown.kind === 'scope_denied') return 'scope_denied';
      throw thrown;
    }
  }

  #within(
    principal: Principal,
    owner: string,
    permission: 'channels:read' | 'channels:write',
  ): IncidentVisibility {
    const directory = this.#parts.directory();
    if (!holdsWithin(directory, principal, ownerNode(owner), permission)) throw scopeDenied();
    return incidentVisibility(directory, principal, owner);
  }
}

/** Null: nothing of it may be shown. */
function recordOf(
  row: DeliveriesTable,
  seen: IncidentVisibility,
  lastAttempt: LastAttempt | null,
): DeliveryRecord | null {
  const notification = seenNotification(parseNotification(row.payload), (key) =>
    canSee(seen, row.owner, key),
  );
  if (notification === null) return null;
  return {
    id: row.id,
    channelId: row.channel_id,
    channelName: row.channel_name,
    purpose: row.purpose,
    state: row.state,
    reason: row.reason,
    attempts: Number(row.attempts),
    createdAtMs: Number(row.created_at_ms),
    finishedAtMs: row.finished_at_ms === null ? null : Number(row.finished_at_ms),
    digestId: row.digest_id,
    notification,
    lastAttempt,
  };
}

/** The timeline says who had it sent again. */
function replayedLines(
  row: DeliveriesTable,
  { id: authorId, name: authorName }: Principal,
  atMs: number,
): readonly EventDraft[] {
  return alertsOf(parseNotification(row.payload)).map((alert) => ({
    incidentId: alert.incidentId,
    owner: row.owner,
    environmentKey: environmentKeyOf(alert),
    ruleId: alert.ruleId,
    atMs,
    kind: 'notification_queued',
    severity: alert.severity,
    channelId: row.channel_id,
    channelName: row.channel_name,
    deliveryId: row.id,
    reason: 'replayed',
    detail: null,
    authorId,
    authorName,
  }));
}
