import { AppError } from '../../platform/errors/app-error.ts';
import { BoundedMap } from '../../platform/model/bounded-map.ts';
import type { AllowList } from '../../platform/outbound/allow-list.ts';
import { approvedList } from '../addresses/approved-list.ts';
import type { ApprovedAddresses } from '../addresses/approved-outbound.ts';
import type { Sealer } from '../channels/channel-secrets.ts';
import type { ChannelKind, SendOutcome } from '../notify/channel-kind.ts';
import { type AttemptOrder, type CarriedMessage, openCarried } from './carried-message.ts';

type Approvals = Pick<CarriedMessage, 'made' | 'approved'>;

function isLater(one: AttemptOrder, other: AttemptOrder): boolean {
  return one.epoch === other.epoch ? one.number > other.number : one.epoch > other.epoch;
}

/** Longer ago than any seal between members holds, at the most that one of them is given. */
const REMEMBERED_ATTEMPTS = 100_000;
const REMEMBERED_OWNERS = 10_000;

/** Exchanges messages of another process with their receivers. It decides nothing and stores nothing. */
export class MessageCarrier {
  readonly #kinds: ReadonlyMap<string, ChannelKind>;
  readonly #sealer: Sealer;
  readonly #addresses: CarriedAddresses;
  readonly #seen = new BoundedMap<string, true>(REMEMBERED_ATTEMPTS);

  /** @param addresses what the kinds send with */
  constructor(kinds: readonly ChannelKind[], sealer: Sealer, addresses: CarriedAddresses) {
    this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]));
    this.#sealer = sealer;
    this.#addresses = addresses;
  }

  /** Rejects with AppError, before anything was sent, for what it cannot or may not carry. */
  async carry(message: CarriedMessage, signal: AbortSignal): Promise<SendOutcome> {
    const kind = this.#kinds.get(message.kind);
    if (kind === undefined) throw new AppError('not_found', `nothing here sends ${message.kind}`);
    const opened = openCarried(message, this.#sealer);
    if (this.#seen.get(message.attemptId)) {
      throw new AppError('conflict', 'this attempt was carried before');
    }
    this.#seen.set(message.attemptId, true);
    this.#addresses.know(message.owner, message);
    return kind.send(opened, signal);
  }
}

/** The private addresses of owners as the last message of each has brought them. */
export class CarriedAddresses implements ApprovedAddresses {
  readonly #known = new BoundedMap<string, Approvals>(REMEMBERED_OWNERS);

  /** Messages may overtake each other on their way: the one that was made last counts. */
  know(owner: string, { made, approved }: Approvals): void {
    const known = this.#known.get(owner);
    if (known === undefined || isLater(made, known.made))
      this.#known.set(owner, { made, approved });
  }

  approvedFor(owner: string): AllowList {
    return approvedList(() => this.#known.get(owner)?.approved ?? []);
  }
}
