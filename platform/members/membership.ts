import type { Clock, Timer } from '../clock/clock.ts';
import type { Logger } from '../observe/logger.ts';
import { LEASE_MS, type Member, type MemberTable } from './member.ts';

export interface MembershipOptions {
  readonly table: MemberTable;
  /** Of this process. */
  readonly id: string;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

const RENEW_MS = 1_000;
/** While nobody is known to be the owner. */
const LOOK_MS = 200;

/** Who else is there and who decides, as of the last time that the database was asked. */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #listeners = new Set<() => void>();
  #own: Member;
  #living: readonly Member[] = [];
  #heardMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;
  #running: Promise<void> | null = null;
  #isDeaf = false;
  #isLeaving = false;
  /** While it was looking. */
  #isWoken = false;

  constructor(options: MembershipOptions) {
    this.#options = options;
    const { id, version } = options;
    this.#own = { id, version, address: '', role: 'member', epoch: 0 };
    options.table.onNews(() => this.wake());
  }

  get own(): Member {
    return this.#own;
  }

  /** Whether the lease of this one has been renewed in time. */
  get isCurrent(): boolean {
    return this.#options.clock.monotonicMs() - this.#heardMs < LEASE_MS;
  }

  /** Those whose lease has not run out; none while that is not known. */
  living(): readonly Member[] {
    return this.isCurrent ? this.#living : [];
  }

  /** Who decides and serves; null: nobody does, or it is not known. */
  owner(): Member | null {
    const owners = this.living().filter(({ role }) => role === 'owner');
    return owners.reduce<Member | null>(
      (best, one) => (best === null || one.epoch > best.epoch ? one : best),
      null,
    );
  }

  /** Calls back after each time that the database was asked; must not throw. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** From now on it is there, under this address. Resolves when the others can see it, or it was tried. */
  join(address: string): Promise<void> {
    this.#own = { ...this.#own, address };
    return this.#now();
  }

  /** It serves as the owner from now on. */
  async serveAsOwner(epoch: number, address: string): Promise<void> {
    this.#own = { ...this.#own, role: 'owner', epoch, address };
    await this.#now();
  }

  /** Looks at once, e.g. when the owner does not answer; once it is there. */
  wake(): void {
    this.#isWoken = this.#running !== null;
    if (this.#own.address !== '' && this.#running === null) this.#plan(0);
  }

  async leave(): Promise<void> {
    const { table, id, logger } = this.#options;
    this.#isLeaving = true;
    this.#timer?.cancel();
    await this.#running;
    try {
      if (this.#own.address !== '') await table.leave(id);
    } catch (err) {
      logger.info({ err }, 'the other members hear of the end of this one when its lease runs out');
    }
    await table.close();
  }

  async #now(): Promise<void> {
    await this.#running;
    this.#begin();
    await this.#running;
  }

  #plan(delayMs: number): void {
    this.#timer?.cancel();
    if (this.#isLeaving) return;
    this.#timer = this.#options.clock.after(delayMs, () => this.#begin());
  }

  #begin(): void {
    this.#timer?.cancel();
    if (this.#running !== null || this.#isLeaving) return;
    this.#running = this.#renew().finally(() => {
      this.#running = null;
      const isWoken = this.#isWoken;
      this.#isWoken = false;
      if (isWoken) this.#plan(0);
      else this.#plan(this.owner() === null ? LOOK_MS : RENEW_MS);
    });
  }

  async #renew(): Promise<void> {
    const { table, clock, logger } = this.#options;
    const beganMs = clock.monotonicMs();
    try {
      this.#living = await table.renew(this.#own);
      this.#heardMs = beganMs;
      if (this.#isDeaf) logger.info({}, 'the lease of this member is renewed again');
      this.#isDeaf = false;
    } catch (err) {
      if (!this.#isDeaf) logger.warn({ err }, 'the lease of this member is not renewed');
      this.#isDeaf = true;
    }
    for (const listener of this.#listeners) listener();
  }
}
