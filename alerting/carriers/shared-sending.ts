import type { ApprovedAddress } from '../addresses/approved-list.ts';
import type { Sealer } from '../channels/channel-secrets.ts';
import type {
  Accepted,
  ChannelKind,
  OutgoingMessage,
  SendOutcome,
} from '../notify/channel-kind.ts';
import { carriedMessage } from './carried-message.ts';
import type { Carriers } from './carriers.ts';

export interface SharedSendingParts {
  readonly carriers: Carriers;
  readonly sealer: Sealer;
  readonly newId: () => string;
  readonly approvedOf: (owner: string) => readonly ApprovedAddress[];
  /** Counts the processes that have decided; see `AttemptOrder`. */
  readonly epoch: number;
}

/** This process, among those that carry. */
const HERE = '';

/**
 * Shares the exchange with receivers between the processes of a database: each message goes to the one
 * that has the fewest under way. Everything is decided here before, and settled here after: whether it
 * goes, limits, what becomes of it.
 */
export class SharedSending {
  readonly #parts: SharedSendingParts;
  readonly #underWay = new Map<string, number>();
  /** When each was given its last one, counted in messages. */
  readonly #given = new Map<string, number>();
  #count = 0;

  constructor(parts: SharedSendingParts) {
    this.#parts = parts;
  }

  /** The kind, with what may go from elsewhere going from there now and then. */
  shared(kind: ChannelKind): ChannelKind {
    return {
      ...kind,
      send: (message, signal, accepted) => {
        const carrier = kind.staysHere?.(message) ? HERE : this.#choose();
        return this.#counted(carrier, () =>
          carrier === HERE
            ? kind.send(message, signal, accepted)
            : this.#carry(carrier, kind, message, { signal, accepted }),
        );
      },
    };
  }

  async #carry(
    carrier: string,
    kind: ChannelKind,
    message: OutgoingMessage,
    { signal, accepted }: Readonly<{ signal: AbortSignal; accepted: Accepted | undefined }>,
  ): Promise<SendOutcome> {
    const { carriers, sealer, newId, approvedOf, epoch } = this.#parts;
    const approved = approvedOf(message.notification.owner);
    const made = { epoch, number: this.#count };
    const attempt = { kind: kind.name, attemptId: newId(), made, approved };
    const outcome = await carriers.carry(carrier, carriedMessage(message, attempt, sealer), signal);
    return outcome.kind === 'untouched' ? kind.send(message, signal, accepted) : outcome;
  }

  #choose(): string {
    const living = this.#parts.carriers.living();
    for (const known of this.#given.keys()) {
      if (known !== HERE && !living.includes(known)) this.#given.delete(known);
    }
    const load = (one: string) => this.#underWay.get(one) ?? 0;
    const given = (one: string) => this.#given.get(one) ?? 0;
    return living.reduce((best, one) => {
      const isLess =
        load(one) < load(best) || (load(one) === load(best) && given(one) < given(best));
      return isLess ? one : best;
    }, HERE);
  }

  async #counted(carrier: string, send: () => Promise<SendOutcome>): Promise<SendOutcome> {
    this.#count += 1;
    this.#given.set(carrier, this.#count);
    this.#underWay.set(carrier, (this.#underWay.get(carrier) ?? 0) + 1);
    try {
      return await send();
    } finally {
      const left = (this.#underWay.get(carrier) ?? 1) - 1;
      if (left > 0) this.#underWay.set(carrier, left);
      else this.#underWay.delete(carrier);
    }
  }
}
