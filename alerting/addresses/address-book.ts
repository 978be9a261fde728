import type { AllowList } from '../../platform/outbound/allow-list.ts';
import type { BatchOutcome, State, Statement } from '../../platform/state/state.ts';
import { AddressSql, addressOf } from './address-sql.ts';
import { type ApprovedAddress, approvedList } from './approved-list.ts';
import type { OutboundAddress } from './outbound-address.ts';

/**
 * Private addresses in the state, and all of them in memory: every request asks. Memory follows each
 * committed change before its promise resolves. One process writes.
 */
export class AddressBook {
  readonly #state: State;
  readonly #sql: AddressSql;
  readonly #addresses: Map<string, OutboundAddress>;

  private constructor(state: State, addresses: readonly OutboundAddress[]) {
    this.#state = state;
    this.#sql = new AddressSql(state.dialect);
    this.#addresses = new Map(addresses.map((address) => [address.id, address]));
  }

  static async open(state: State): Promise<AddressBook> {
    const rows = await state.all(new AddressSql(state.dialect).all());
    return new AddressBook(state, rows.map(addressOf));
  }

  get(id: string): OutboundAddress | undefined {
    return this.#addresses.get(id);
  }

  /** Newest first. */
  all(): readonly OutboundAddress[] {
    return [...this.#addresses.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** What an owner's requests may reach besides the public internet; see `approvedList`. */
  approvedFor(owner: string): AllowList {
    return approvedList(() => this.approvedOf(owner));
  }

  approvedOf(owner: string): readonly ApprovedAddress[] {
    return [...this.#addresses.values()].filter(
      (one) => one.state === 'approved' && one.owner === owner,
    );
  }

  /** Outcome `rejected` at `address.below_limit`; `conflict` when it was asked for before. */
  create(
    address: OutboundAddress,
    limit: number,
    preconditions: readonly Statement[],
  ): Promise<BatchOutcome> {
    const { owner } = address;
    const statements = [this.#sql.belowLimit(owner, limit), this.#sql.insert(address)];
    return this.#write('addresses.request', address, [...preconditions, ...statements]);
  }

  /** Outcome `rejected` at `address.replace`: the stored revision is not the one before. */
  replace(address: OutboundAddress): Promise<BatchOutcome> {
    return this.#write('addresses.decide', address, [this.#sql.replace(address)]);
  }

  async remove(address: OutboundAddress): Promise<BatchOutcome> {
    const statements = [this.#sql.delete(address)];
    const outcome = await this.#state.commit({ name: 'addresses.withdraw', statements });
    if (outcome.kind === 'committed') this.#addresses.delete(address.id);
    return outcome;
  }

  async #write(
    name: string,
    address: OutboundAddress,
    statements: readonly Statement[],
  ): Promise<BatchOutcome> {
    const outcome = await this.#state.commit({ name, statements });
    if (outcome.kind === 'committed') this.#addresses.set(address.id, address);
    return outcome;
  }
}
