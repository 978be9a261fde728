import type { Clock } from '../../../platform/clock/clock.ts';
import type { State, Statement } from '../../../platform/state/state.ts';
import { openSecrets } from '../../channels/channel-secrets.ts';
import type {
  ChannelKinds,
  ChannelSecrets,
  Destination,
  DestinationKind,
  DestinationRate,
} from '../../notify/channel-kind.ts';
import type { ClaimedDelivery } from '../claim-sql.ts';
import type { MessageWriterParts } from '../outgoing-message.ts';
import { DestinationTests } from './destination-tests.ts';
import { DestinationWindows } from './destination-windows.ts';
import { createDigestMaker, type DigestMaker, type DigestMates } from './make-digest.ts';
import { recentAttempts } from './recent-attempts.ts';
import { WaitingSql } from './waiting-sql.ts';

export interface ReceiverLimitParts extends MessageWriterParts, Omit<DigestMates, 'waiting'> {
  readonly state: State;
  readonly clock: Clock;
  readonly kinds: ChannelKinds;
  readonly channel: (owner: string, id: string) => Destination | undefined;
  /** What people have set in place of a kind's own limits; undefined: those. */
  readonly ratesOf: (kind: DestinationKind) => readonly DestinationRate[] | undefined;
  /** When more wait for one destination, they are joined. */
  readonly digestAbove: number;
}

/** Where a test message goes. */
export interface TestedDestination extends Pick<Destination, 'kind' | 'settings'> {
  /** Of the message. */
  readonly id: string;
  readonly secrets: ChannelSecrets;
}

/** Where a delivery goes, and what the place takes. */
interface Place {
  readonly key: string;
  readonly rates: readonly DestinationRate[];
}

interface ChannelPlace extends Place {
  readonly channel: Destination;
}

/**
 * Keeps within what receivers take. The limit belongs to the destination: all tenants that send to one
 * robot share it, in turn. What finds no place waits with its reason; where more than a bound waits, the
 * messages of one tenant and channel become one digest.
 */
export class ReceiverLimits {
  readonly #parts: ReceiverLimitParts;
  readonly #windows = new DestinationWindows();
  readonly #waiting: WaitingSql;
  readonly #digests: DigestMaker;
  readonly #tests: DestinationTests;
  /** Destination keys of channels as they are now. */
  readonly #keys = new WeakMap<Destination, string>();
  /** Destinations that something waits for, with the channels that go there. */
  readonly #crowds = new Map<string, Set<string>>();

  constructor(parts: ReceiverLimitParts) {
    this.#parts = parts;
    this.#waiting = new WaitingSql(parts.state.dialect);
    this.#digests = createDigestMaker({ ...parts, waiting: this.#waiting });
    this.#tests = new DestinationTests(parts.state);
  }

  /**
   * Takes the places of what has gone out lately, before this process or in another; before the first
   * delivery is claimed or given back. Rejects when the database does.
   */
  async load(): Promise<void> {
    const { state, clock, channel: find } = this.#parts;
    const longestMs = this.#longestMs();
    if (longestMs === 0) return;
    const nowMs = clock.nowMs();
    const attempts = await recentAttempts(state, nowMs - longestMs, nowMs);
    const tests = await this.#tests.between(nowMs - longestMs, nowMs);
    const sent = [
      ...attempts.map(({ owner, channelId, atMs }) => {
        const channel = find(owner, channelId);
        return { atMs, channel, place: channel ? this.#placeFor(channel) : null };
      }),
      ...tests.map(({ kind, key, atMs }) => {
        return { atMs, channel: undefined, place: this.#placeAt(kind, key) };
      }),
    ];
    // In their order: a window forgets what lies ahead of what it is told of.
    for (const { atMs, channel, place } of sent.sort((a, b) => a.atMs - b.atMs)) {
      if (place !== null) this.#windows.spend(place.key, place.rates, atMs);
      if (channel !== undefined) this.#tellKind(channel, atMs);
    }
  }

  /**
   * Those that may go now, each with its place taken; the others are given back. Rejects when the
   * database does: then the leases bring them back.
   */
  async admit(claimed: readonly ClaimedDelivery[]): Promise<readonly ClaimedDelivery[]> {
    const admitted: ClaimedDelivery[] = [];
    const limited = new Map<string, { place: ChannelPlace; delivery: ClaimedDelivery }[]>();
    for (const delivery of claimed) {
      const place = this.#placeOf(delivery);
      if (place === null) admitted.push(delivery);
      else limited.set(place.key, [...(limited.get(place.key) ?? []), { place, delivery }]);
    }
    for (const [key, going] of limited) {
      const left = await this.#joinCrowd(key, going);
      admitted.push(...(await this.#takePlaces(key, left)));
    }
    return admitted;
  }

  /** From when on a message to the channel would find a place; null: now. */
  freeAtMs(owner: string, channelId: string): number | null {
    const { channel: channelOf, clock } = this.#parts;
    const channel = channelOf(owner, channelId);
    const place = channel?.enabled ? this.#placeFor(channel) : null;
    return place && this.#windows.freeAtMs(place.key, place.rates, clock.nowMs());
  }

  /**
   * A test message goes, which is not of the outbox. It takes its place before it is sent, whether or not
   * there is one, and keeps it over a restart. Rejects when the database does: then it must not go.
   */
  async spendTest({ id, kind, settings, secrets }: TestedDestination): Promise<void> {
    const key = this.#parts.kinds.get(kind)?.destinationKey?.(settings, secrets);
    const place = key === undefined ? null : this.#placeAt(kind, key);
    if (place === null) return;
    const atMs = this.#parts.clock.nowMs();
    await this.#tests.note({ id, kind, key: place.key, atMs }, atMs - this.#longestMs());
    this.#windows.spend(place.key, place.rates, atMs);
  }

  /** Null: nothing limits it, or it will not go. */
  #placeOf({ owner, channelId }: ClaimedDelivery): ChannelPlace | null {
    const channel = this.#parts.channel(owner, channelId);
    return channel?.enabled ? this.#placeFor(channel) : null;
  }

  #placeFor(channel: Destination): ChannelPlace | null {
    const rates = this.#ratesOf(channel.kind);
    return rates.length === 0 ? null : { key: this.#keyOf(channel), rates, channel };
  }

  #placeAt(kind: DestinationKind, key: string): Place | null {
    const rates = this.#ratesOf(kind);
    return rates.length === 0 ? null : { key, rates };
  }

  /** None: nothing limits it. */
  #ratesOf(name: DestinationKind): readonly DestinationRate[] {
    const kind = this.#parts.kinds.get(name);
    if (kind?.destinationKey === undefined) return [];
    const set = this.#parts.ratesOf(name);
    return set === undefined ? (kind.rates ?? []) : (kind.ratesWithin?.(set) ?? set);
  }

  /** For so long it counts what was sent. 0: nothing is counted. */
  #longestMs(): number {
    const rates = [...this.#parts.kinds.keys()].flatMap((name) => this.#ratesOf(name));
    return Math.max(0, ...rates.map(({ perMs }) => perMs));
  }

  #tellKind(channel: Destination, atMs: number): void {
    const kind = this.#parts.kinds.get(channel.kind);
    kind?.sentBefore?.(channel.settings, this.#secretsOf(channel), atMs);
  }

  #keyOf(channel: Destination): string {
    const known = this.#keys.get(channel);
    if (known !== undefined) return known;
    const kind = this.#parts.kinds.get(channel.kind);
    const key = kind?.destinationKey?.(channel.settings, this.#secretsOf(channel)) ?? channel.id;
    this.#keys.set(channel, key);
    return key;
  }

  #secretsOf(channel: Destination): ChannelSecrets {
    return channel.sealedSecrets === '' ? {} : openSecrets(this.#parts.sealer, channel);
  }

  /** @returns those that are not said by a digest now */
  async #joinCrowd(
    key: string,
    going: readonly { readonly place: ChannelPlace; readonly delivery: ClaimedDelivery }[],
  ) {
    const { clock, state, digestAbove } = this.#parts;
    const crowd = this.#crowds.get(key);
    const [first] = going;
    if (crowd === undefined || first === undefined) return going;
    if (this.#windows.freeAtMs(key, first.place.rates, clock.nowMs()) !== null) return going;
    for (const { place } of going) crowd.add(place.channel.id);
    const [row] = await state.all(this.#waiting.count([...crowd]));
    const single = going.filter(({ delivery }) => delivery.digestOf === 0);
    const waiting = Number(row?.count ?? 0);
    if (waiting === 0) this.#crowds.delete(key);
    if (waiting + single.length <= digestAbove) return going;
    const joined = new Set<string>();
    for (const channel of new Set(single.map(({ place }) => place.channel))) {
      const its = single.filter(({ place }) => place.channel === channel);
      const ids = await this.#digests.join(
        channel,
        its.map(({ delivery }) => delivery),
      );
      for (const id of ids) joined.add(id);
    }
    return going.filter(({ delivery }) => !joined.has(delivery.id));
  }

  /** Channels take turns, so that one that has much to say does not keep the others waiting. */
  async #takePlaces(
    key: string,
    going: readonly { readonly place: ChannelPlace; readonly delivery: ClaimedDelivery }[],
  ): Promise<readonly ClaimedDelivery[]> {
    const nowMs = this.#parts.clock.nowMs();
    const admitted: ClaimedDelivery[] = [];
    const refused: ClaimedDelivery[] = [];
    let untilMs = nowMs;
    for (const { place, delivery } of inTurn(going)) {
      const freeMs = this.#windows.take(key, place.rates, nowMs);
      if (freeMs === null) admitted.push(delivery);
      else refused.push(delivery);
      untilMs = Math.max(untilMs, freeMs ?? nowMs);
    }
    if (refused.length > 0) await this.#wait(key, refused, untilMs);
    return admitted;
  }

  async #wait(key: string, refused: readonly ClaimedDelivery[], untilMs: number): Promise<void> {
    const channels = new Set(refused.map(({ channelId }) => channelId));
    this.#crowds.set(key, new Set([...(this.#crowds.get(key) ?? []), ...channels]));
    const statements: readonly Statement[] = [
      ...refused.map((delivery) => this.#waiting.release(delivery, untilMs)),
      ...[...channels].map((id) => this.#waiting.waitBehind(id, untilMs)),
    ];
    await this.#parts.state.commit({ name: 'delivery.wait', statements });
  }
}

/** The first of each channel, then the second of each, and so on. */
function inTurn<Going extends { readonly delivery: ClaimedDelivery }>(
  going: readonly Going[],
): readonly Going[] {
  const places = new Map<string, number>();
  return going
    .map((one) => {
      const place = places.get(one.delivery.channelId) ?? 0;
      places.set(one.delivery.channelId, place + 1);
      return { one, place };
    })
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}
