import type { BatchOutcome, State, Statement } from '../../platform/state/state.ts';
import type { Channel } from './channel.ts';
import { channelOf } from './channel-row.ts';
import { ChannelSql } from './channel-sql.ts';

/**
 * Channels in the state, and all of them in memory: every event looks some up. Memory follows each
 * committed change before its promise resolves. One process writes.
 */
export class ChannelBook {
  readonly #state: State;
  readonly #sql: ChannelSql;
  readonly #channels: Map<string, Channel>;

  private constructor(state: State, channels: readonly Channel[]) {
    this.#state = state;
    this.#sql = new ChannelSql(state.dialect);
    this.#channels = new Map(channels.map((channel) => [channel.id, channel]));
  }

  /** Reads all channels. */
  static async open(state: State): Promise<ChannelBook> {
    const rows = await state.all(new ChannelSql(state.dialect).all());
    return new ChannelBook(state, rows.map(channelOf));
  }

  /** The channel, if it is there and belongs to the owner. */
  get(owner: string, id: string): Channel | undefined {
    const channel = this.#channels.get(id);
    return channel?.owner === owner ? channel : undefined;
  }

  has(owner: string, id: string): boolean {
    return this.get(owner, id) !== undefined;
  }

  /** Precondition for a batch that refers to the channel. */
  mustExist(owner: string, id: string): Statement {
    return this.#sql.mustExist(owner, id);
  }

  all(): Iterable<Channel> {
    return this.#channels.values();
  }

  /** Newest first. */
  ofOwner(owner: string): readonly Channel[] {
    const channels = [...this.#channels.values()].filter((channel) => channel.owner === owner);
    return channels.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** Outcome `rejected` at `channel.below_limit`; `conflict` when the name is taken. */
  async create(
    channel: Channel,
    limit: number,
    preconditions: readonly Statement[],
  ): Promise<BatchOutcome> {
    const outcome = await this.#state.commit({
      name: 'channels.create',
      statements: [
        ...preconditions,
        this.#sql.belowLimit(channel.owner, limit),
        this.#sql.insert(channel),
      ],
    });
    if (outcome.kind === 'committed') this.#channels.set(channel.id, channel);
    return outcome;
  }

  /** Outcome `rejected` at `channel.replace`: the stored revision is not the one before. */
  async replace(channel: Channel, others: readonly Statement[] = []): Promise<BatchOutcome> {
    const statements = [this.#sql.replace(channel), ...others];
    const outcome = await this.#state.commit({ name: 'channels.replace', statements });
    if (outcome.kind === 'committed') this.#channels.set(channel.id, channel);
    return outcome;
  }

  /** Outcome `rejected` at `channel.delete` or at one of the preconditions. */
  async remove(channel: Channel, preconditions: readonly Statement[]): Promise<BatchOutcome> {
    const statements = [...preconditions, this.#sql.delete(channel)];
    const outcome = await this.#state.commit({ name: 'channels.remove', statements });
    if (outcome.kind === 'committed') this.#channels.delete(channel.id);
    return outcome;
  }

  tenantStands(tenant: string): Statement {
    return this.#sql.tenantStands(tenant);
  }
}
