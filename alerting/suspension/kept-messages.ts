import type { Clock } from '../../platform/clock/clock.ts';
import type { State, Statement, StatementResult } from '../../platform/state/state.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Channel } from '../channels/channel.ts';
import { DeliveryListSql } from '../deliveries/delivery-list-sql.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import { EventSql, withPositions } from '../incidents/event-sql.ts';
import type { Incident } from '../incidents/incident.ts';
import { RequeueSql } from './requeue-sql.ts';
import { resumedLines, type WaitingFate } from './resumed-lines.ts';

export interface KeptMessagesParts {
  readonly state: State;
  readonly clock: Clock;
  readonly feed: EventFeed;
  readonly wakeOutbox: () => void;
  /** The open incident that says that a channel is switched off. */
  readonly suspensionOf: (channel: Channel) => Incident | undefined;
}

/** What becomes of what a channel has kept: statements for the batch that changes the channel. */
export interface SettledMessages {
  readonly statements: readonly Statement[];
  /** The batch is committed. @param results of `statements` */
  readonly done: (results: readonly StatementResult[]) => void;
}

/** Messages whose incidents hear of it; the others are sent, or given up, without a line. */
const MAX_LINES = 500;

/** What channels have not sent while the service had switched them off. */
export class KeptMessages {
  readonly #parts: KeptMessagesParts;
  readonly #list: DeliveryListSql;
  readonly #requeue: RequeueSql;
  readonly #events: EventSql;

  constructor(parts: KeptMessagesParts) {
    this.#parts = parts;
    this.#list = new DeliveryListSql(parts.state.dialect);
    this.#requeue = new RequeueSql(parts.state.dialect);
    this.#events = new EventSql(parts.state.dialect);
  }

  /**
   * Timelines say who did it: that of the incident about the channel, and those of what waited.
   * @param fate `still_true`: what is about incidents that are over is given up, but for their ends
   */
  async settle(
    channel: Channel,
    by: Principal,
    fate: WaitingFate | 'still_true',
  ): Promise<SettledMessages> {
    const { state, clock, feed, wakeOutbox, suspensionOf } = this.#parts;
    const { owner, id } = channel;
    const atMs = clock.nowMs();
    const rows = await state.all(this.#list.suspended(owner, id, MAX_LINES));
    const over =
      fate === 'still_true' ? await state.all(this.#list.suspendedOver(owner, id, MAX_LINES)) : [];
    const gone = new Set(over.map((row) => row.id));
    const waiting = fate === 'discard' ? 'discard' : 'send';
    const kept = rows.filter((row) => !gone.has(row.id));
    const said = { channel, by, atMs };
    const lines = [
      ...resumedLines({ ...said, waiting }, suspensionOf(channel), kept),
      ...resumedLines({ ...said, waiting: 'discard' }, undefined, over),
    ];
    const settling = {
      send: () => this.#requeue.resume(id, atMs),
      discard: () => [this.#requeue.discard(id)],
      still_true: () => [this.#requeue.discardOver(id), ...this.#requeue.resume(id, atMs)],
    };
    const statements = [...settling[fate](), ...this.#events.insert(lines)];
    const done = (results: readonly StatementResult[]) => {
      feed.publish(withPositions(lines, statements, results));
      wakeOutbox();
    };
    return { statements, done };
  }
}
