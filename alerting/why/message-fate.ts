import type { Purpose } from '../routing/route-change.ts';
import type { DeliveriesTable } from '../tables-notify.ts';

/** A message of the outbox as it is stored. */
export interface StoredMessage {
  readonly id: string;
  readonly state: DeliveriesTable['state'];
  readonly reason: string | null;
  readonly attempts: number;
  readonly dueAtMs: number;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
  readonly digestOf: number;
}

/** The newest message that a channel was to get about an incident. */
export interface FoundMessage {
  /** What it is to say. */
  readonly purpose: Purpose;
  /** Itself, or the digest that says it. */
  readonly message: StoredMessage;
  /** Why it does not speak of the incident although it is about several; null: it does. */
  readonly leftOut: string | null;
  /** One that has to be settled before it; null: there is none. */
  readonly ahead: StoredMessage | null;
}

/** What a channel knows of an incident, as far as messages say. */
export interface ChannelMessages {
  readonly newest: FoundMessage | null;
  /** When a message that it fires arrived last; null: none has. */
  readonly toldAtMs: number | null;
}

/**
 * What became of a message.
 * - `told`: its receiver took it, at `finishedAtMs`.
 * - `trying`: it has been tried and did not arrive, or is being sent; see `attempts`, `reason`.
 * - `queued`: nobody has tried it; `reason` says what it waits for, null: its turn.
 * - `given_up`: a dead letter. - `not_sent`: it was not tried, see `reason`.
 */
export type MessageState = 'told' | 'trying' | 'queued' | 'given_up' | 'not_sent';

/** What became of the newest message to a channel. */
export interface MessageFate {
  readonly deliveryId: string;
  readonly purpose: Purpose;
  readonly state: MessageState;
  readonly reason: string | null;
  readonly attempts: number;
  readonly queuedAtMs: number;
  /** When it is tried; null: it is being sent, or it is done with. */
  readonly nextAtMs: number | null;
  readonly finishedAtMs: number | null;
  /** How many messages it joins; 0: it is no digest. */
  readonly digestOf: number;
  /** What it waits for, and how that does. */
  readonly ahead: Pick<StoredMessage, 'id' | 'attempts' | 'reason'> | null;
}

/** Stored with what waits for the room of its receiver, and no result of an attempt. */
const NO_ATTEMPT: ReadonlySet<string> = new Set(['receiver_limit']);

export function fateOf({ purpose, message, leftOut, ahead }: FoundMessage): MessageFate {
  const { id, attempts, createdAtMs, finishedAtMs, digestOf } = message;
  const state = leftOut === null ? stateOf(message) : 'not_sent';
  const isOpen = state === 'trying' || state === 'queued';
  const before = state === 'queued' ? ahead : null;
  return {
    deliveryId: id,
    purpose,
    state,
    reason: before === null ? (leftOut ?? reasonOf(message, state)) : 'earlier_message_waiting',
    attempts,
    queuedAtMs: createdAtMs,
    nextAtMs: isOpen && message.state === 'pending' ? (before ?? message).dueAtMs : null,
    finishedAtMs: isOpen ? null : finishedAtMs,
    digestOf,
    ahead: before && { id: before.id, attempts: before.attempts, reason: before.reason },
  };
}

function stateOf({ state, attempts, reason }: StoredMessage): MessageState {
  switch (state) {
    case 'sent':
      return 'told';
    case 'dropped':
      return 'given_up';
    case 'not_sent':
      return 'not_sent';
    case 'leased':
      return 'trying';
    case 'joined':
      return 'queued';
    case 'pending':
      return attempts > 0 && !NO_ATTEMPT.has(reason ?? '') ? 'trying' : 'queued';
  }
}

/** That a message was digested says nothing of what became of it. */
function reasonOf({ reason, state }: StoredMessage, fate: MessageState): string | null {
  if (fate === 'told') return null;
  return state === 'leased' && NO_ATTEMPT.has(reason ?? '') ? null : reason;
}
