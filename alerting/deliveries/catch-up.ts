import { encodeTime } from 'ulid';
import type { Clock } from '../../platform/clock/clock.ts';
import type { State } from '../../platform/state/state.ts';
import { authorize, holds, holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { notFound, scopeDenied } from '../../platform/tenancy/refusals.ts';
import { PLATFORM, parseScopeName } from '../../platform/tenancy/scope-name.ts';
import type { ChannelBook } from '../channels/channel-book.ts';
import type { ChannelKinds, Destination } from '../notify/channel-kind.ts';
import { parseNotification } from '../notify/notification.ts';
import { webhookBody } from '../notify/webhook/webhook-body.ts';
import { timeOfUlid } from '../outbox/limits/digest.ts';
import { type MessageWriterParts, outgoingMessage } from '../outbox/outgoing-message.ts';
import type { DeliveriesTable } from '../tables-notify.ts';
import { DeliveryListSql, type DeliveryPlace } from './delivery-list-sql.ts';
import { seenNotification } from './seen-notification.ts';

export interface CatchUpParts extends MessageWriterParts {
  readonly state: State;
  readonly clock: Clock;
  readonly directory: () => Directory;
  readonly channels: Pick<ChannelBook, 'get'>;
  readonly kinds: ChannelKinds;
}

/** A message that a receiver got, or would have. */
export interface CaughtDelivery {
  readonly id: string;
  readonly state: DeliveriesTable['state'];
  readonly reason: string | null;
  readonly createdAtMs: number;
  /** As it goes to the channel's receiver, without links that act. */
  readonly body: unknown;
}

export interface CaughtUp {
  readonly items: readonly CaughtDelivery[];
  /** To go on from, now or later. */
  readonly next: string;
  /** There are more at once. */
  readonly hasMore: boolean;
}

export interface CatchUpRequest {
  /** e.g. `acme` or `acme.shop`. */
  readonly scope: string;
  readonly channelId: string;
  /** Id of a delivery, or `next` of the answer before; '' begins with the oldest. */
  readonly after: string;
  /** 1 to 200. */
  readonly limit: number;
}

/** Messages may be stored so much later than they were made. */
const OVERLAP_MS = 60_000;
/** Behind the instant, before all of its ids. */
const NONE = '0'.repeat(16);
/** What the body of a channel that is no webhook may be long. */
const MAX_BODY_BYTES = 262_144;

/**
 * What a receiver has missed, in the order in which it was made. Needs `incidents:read` in the
 * scope and `channels:read` within its owner; of each message only what is about incidents in the scope
 * is shown.
 */
export class CatchUp {
  readonly #parts: CatchUpParts;
  readonly #sql: DeliveryListSql;

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
    this.#sql = new DeliveryListSql(parts.state.dialect);
  }

  /** @throws AppError `scope_denied`, the same for what is unknown; `not_found` for the channel */
  async read(principal: Principal, request: CatchUpRequest): Promise<CaughtUp> {
    const { state, clock, channels } = this.#parts;
    const { owner, maySee } = this.#granted(principal, request.scope);
    const { channelId, after, limit } = request;
    const channel = channels.get(owner, channelId);
    if (!channel) throw notFound(`Channel ${channelId}`);
    const from = await this.#placeOf(owner, channelId, after);
    const rows = await state.all(this.#sql.following(owner, channelId, from, limit + 1));
    const read = rows.slice(0, limit);
    const hasMore = rows.length > limit;
    const row = read.at(-1);
    const last = row === undefined ? from : placeOf(row);
    const settledMs = Math.max(0, clock.nowMs() - OVERLAP_MS);
    // Who is at the end reads the last minute again, so that none is missed; ids tell what is known.
    const isSettled = hasMore || last.createdAtMs < settledMs;
    const settled = from.createdAtMs < settledMs ? `${encodeTime(settledMs)}${NONE}` : after;
    const next = isSettled ? last.id : settled;
    return { items: read.flatMap((row) => this.#shown(row, channel, maySee)), next, hasMore };
  }

  /** A place that is no delivery, or none any more, is that of its instant. */
  async #placeOf(owner: string, channelId: string, after: string): Promise<DeliveryPlace> {
    if (after === '') return { createdAtMs: -1, id: '' };
    const [row] = await this.#parts.state.all(this.#sql.byIds(owner, [after]));
    return row?.channel_id === channelId
      ? placeOf(row)
      : { createdAtMs: timeOfUlid(after), id: after };
  }

  #granted(principal: Principal, scope: string) {
    const directory = this.#parts.directory();
    const name = parseScopeName(scope);
    if (!name) throw scopeDenied();
    const authorization = authorize(directory, principal, name, 'incidents:read');
    if (authorization.kind === 'denied') throw scopeDenied();
    const owner = name.kind === 'node' ? name.node.tenant : PLATFORM;
    if (!holdsWithin(directory, principal, ownerNode(owner), 'channels:read')) throw scopeDenied();
    const isWhole = name.cluster === null && (name.kind !== 'node' || name.node.project === null);
    const seesAll = isWhole && holds(directory, principal, ownerNode(owner), 'incidents:read');
    const keys = new Set(
      authorization.scope.pairs
        .filter(({ tenant }) => tenant === owner)
        .map(({ project, id }) => `${project}.${id}`),
    );
    return { owner, maySee: (key: string | null) => seesAll || (key !== null && keys.has(key)) };
  }

  #shown(
    row: DeliveriesTable,
    channel: Destination,
    maySee: (environmentKey: string | null) => boolean,
  ): readonly CaughtDelivery[] {
    const { links, kinds } = this.#parts;
    const notification = seenNotification(parseNotification(row.payload), maySee);
    if (notification === null) return [];
    const { id, state, reason } = row;
    const createdAtMs = Number(row.created_at_ms);
    const plain = {
      ...this.#parts,
      links: {
        incident: (owner: string, incident: string) => links.incident(owner, incident),
        rule: (owner: string, rule: string) => links.rule(owner, rule),
      },
    };
    const written = { id, owner: row.owner, createdAtMs };
    const bare = { ...channel, sealedSecrets: '' };
    const message = outgoingMessage(plain, written, notification, bare);
    const text =
      channel.kind === 'webhook' ? kinds.get('webhook')?.write?.(message).body : undefined;
    const body: unknown = JSON.parse(text ?? webhookBody(message, MAX_BODY_BYTES));
    return [{ id, state, reason, createdAtMs, body }];
  }
}

function placeOf(row: DeliveriesTable): DeliveryPlace {
  return { createdAtMs: Number(row.created_at_ms), id: row.id };
}
