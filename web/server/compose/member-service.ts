import { asError } from '../../../platform/errors/app-error.ts';
import { MemberSeal, SEAL_PURPOSE } from '../../../platform/members/member-seal.ts';
import { Membership } from '../../../platform/members/membership.ts';
import { PostgresMembers } from '../../../platform/state/postgres-members.ts';
import { advertisedAddress } from '../members/advertised-address.ts';
import { MemberCalls } from '../members/member-calls.ts';
import { MemberClient } from '../members/member-client.ts';
import type { MemberSeat } from '../members/member-seat.ts';
import { durationMs, type Ground } from './floor.ts';
import { composeStandBy, type StandBy } from './stand-by.ts';
import type { TocsinService } from './tocsin-service.ts';

/** The whole service, of the process that owns the database. */
export interface OwnerService extends TocsinService {
  /** Counts the owners of the database. */
  readonly epoch: number;
  /** That it listens on; known after `start`. */
  port(): number;
}

export interface MemberServiceOptions {
  readonly ground: Ground;
  /** Of the PostgreSQL database. */
  readonly url: string;
  readonly onFatal: (error: Error) => void;
  /** Composes the whole service when nobody else owns the database (any more). */
  readonly composeOwner: (
    seat: MemberSeat,
    waiting: { readonly onStandBy: () => void; readonly closing: AbortSignal },
  ) => Promise<OwnerService>;
}

/**
 * A process on a database that others may use as well. It owns it when nobody does; until then it
 * stands by: it passes on to the owner what it is asked, evaluates its share of the rules, and sends its share of the messages.
 * @throws what `composeOwner` throws while it does not stand by
 */
export async function openMemberService(options: MemberServiceOptions): Promise<TocsinService> {
  const service = new MemberService(options);
  await service.open();
  return service;
}

class MemberService implements TocsinService {
  readonly #options: MemberServiceOptions;
  readonly #seat: MemberSeat;
  readonly #closing = new AbortController();
  #standBy: StandBy | null = null;
  #owner: OwnerService | null = null;
  #composing: Promise<OwnerService> | null = null;
  #takingOver: Promise<void> = Promise.resolve();
  #address = '';
  #areSharesEnded = false;

  constructor(options: MemberServiceOptions) {
    this.#options = options;
    const { clock, logger, member: id, version, secrets } = options.ground;
    const table = new PostgresMembers(options.url);
    const seal = new MemberSeal(secrets.deriveKeys(SEAL_PURPOSE), clock);
    this.#seat = {
      membership: new Membership({ table, id, version, clock, logger }),
      seal,
      calls: new MemberCalls(seal, logger),
      client: new MemberClient(seal, clock),
      program: `${version} v8 ${process.versions.v8}`,
      yieldPort: () => this.#standBy?.yieldPort() ?? null,
    };
  }

  get firstSignIn(): TocsinService['firstSignIn'] {
    return this.#owner?.firstSignIn ?? null;
  }

  /** Resolves when it is the owner, or knows that another one is. */
  async open(): Promise<void> {
    const standing = new Promise<void>((resolve) => {
      const closing = this.#closing.signal;
      this.#composing = this.#options.composeOwner(this.#seat, { onStandBy: resolve, closing });
    });
    this.#owner = (await Promise.race([this.#composing, standing])) ?? null;
  }

  /** One that cannot listen does not wait to become the owner either. */
  async start(): Promise<void> {
    try {
      await this.#begin();
    } catch (thrown) {
      await this.stop();
      throw thrown;
    }
  }

  async stop(): Promise<void> {
    this.#closing.abort(new Error('this process ends'));
    // So that the others wait for the next owner, and ask this one nothing more.
    await this.#seat.membership.leave();
    await this.#takingOver;
    await this.#owner?.stop();
    await this.#closeStandBy();
    this.#seat.client.close();
  }

  url(): string {
    const { publicUrl } = this.#options.ground.config.server;
    if (this.#owner !== null) return this.#owner.url();
    return publicUrl === '' ? this.#address : new URL(publicUrl).origin;
  }

  async #begin(): Promise<void> {
    if (this.#owner !== null) {
      await this.#serve(this.#owner);
      return;
    }
    const { ground, url, onFatal } = this.#options;
    const standBy = composeStandBy({ ground, url, seat: this.#seat, onFatal });
    this.#standBy = standBy;
    this.#address = this.#addressAt(await standBy.listen());
    await this.#seat.membership.join(this.#address);
    await standBy.ruler.start();
    await standBy.sending.start();
    this.#takingOver = this.#takeOver(standBy).catch((thrown: unknown) => {
      if (this.#closing.signal.aborted) return;
      ground.logger.error({ err: asError(thrown) }, 'the database cannot be taken over');
      onFatal(asError(thrown));
    });
  }

  async #takeOver(standBy: StandBy): Promise<void> {
    const owner = await this.#composing;
    if (!owner) return;
    this.#owner = owner;
    if (this.#closing.signal.aborted) return;
    // Nobody hears any more what became of its messages, and the next owner waits for nothing of them.
    await standBy.sending.stop();
    await this.#endShares(standBy, this.#graceSignal());
    await this.#serve(owner);
  }

  async #serve(owner: OwnerService): Promise<void> {
    await owner.start();
    await this.#seat.membership.serveAsOwner(owner.epoch, this.#addressAt(owner.port()));
  }

  async #closeStandBy(): Promise<void> {
    if (this.#standBy === null) return;
    const signal = this.#graceSignal();
    await this.#endShares(this.#standBy, signal);
    await this.#standBy.close(signal);
  }

  /**
   * Other processes go on with its rules and messages.
   * @param signal until when what is under way may end
   */
  async #endShares({ ruler, sending }: StandBy, signal: AbortSignal): Promise<void> {
    if (this.#areSharesEnded) return;
    this.#areSharesEnded = true;
    await Promise.all([sending.drain(signal), ruler.drain(signal)]);
    await sending.stop();
    await ruler.stop();
  }

  #graceSignal(): AbortSignal {
    const { clock, config } = this.#options.ground;
    const grace = new AbortController();
    clock.after(durationMs(config.server.shutdownGrace), () =>
      grace.abort(new Error('grace period over')),
    );
    return grace.signal;
  }

  #addressAt(port: number): string {
    return advertisedAddress(this.#options.ground.config.server, port);
  }
}
