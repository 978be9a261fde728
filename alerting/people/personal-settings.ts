import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { IANAZone } from 'luxon';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError, type ErrorDetail } from '../../platform/errors/app-error.ts';
import type { State } from '../../platform/state/state.ts';
import { holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { ownerOfNode, parseNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { lostRace, notFound, refuseFindings } from '../../platform/tenancy/refusals.ts';
import type { ContactDescription } from '../notify/contact-description.ts';
import { isMailAddress } from '../notify/email/mail-address.ts';
import type { ContactAddressRow } from '../tables-people.ts';
import type { ConfirmationMail } from './confirmation-mail.ts';
import { type Contact, contactFindings } from './contact.ts';
import { contactOf, PeopleSql, severitiesIn, subscriptionOf } from './people-sql.ts';
import type { QuietHours } from './quiet-hours.ts';
import { printQuietHours, readQuietHours } from './quiet-hours-body.ts';
import type { Subscription } from './subscription.ts';
import type { SubscriptionBook } from './subscription-book.ts';

/** What somebody says of how to be told. */
export interface OwnSettings {
  readonly addresses: readonly {
    readonly address: string;
    readonly confirmed: boolean;
    /** That are mailed there; empty: all. */
    readonly severities: readonly string[];
  }[];
  /** Besides mail. */
  readonly contacts: readonly Contact[];
  readonly quietHours: QuietHours | null;
  readonly subscriptions: readonly OwnSubscription[];
  /** 0: nothing was ever said. */
  readonly revision: number;
  /** Whether addresses can be confirmed here: a mail relay is configured. */
  readonly canConfirm: boolean;
}

/** What is saved at once; what is left out stays as it is. */
export interface OwnChoice extends Pick<OwnSettings, 'quietHours' | 'subscriptions'> {
  readonly contacts?: readonly Contact[];
  /** Of addresses that are there: at which severities they are mailed. */
  readonly addresses?: readonly {
    readonly address: string;
    readonly severities: readonly string[];
  }[];
}

export type OwnSubscription = Pick<Subscription, 'node' | 'severities' | 'inbox' | 'mail'>;

export interface PersonalSettingsOptions {
  readonly state: State;
  readonly clock: Clock;
  readonly directory: () => Directory;
  readonly book: SubscriptionBook;
  readonly confirmations: ConfirmationMail;
  /** By what people can be called. */
  readonly contactKinds: readonly ContactDescription[];
}

const MAX_ADDRESSES = 5;
const CODE_MS = 30 * 60_000;
/** From one code to the next. */
const PAUSE_MS = 60_000;
const MAX_CODES = 10;
const MAX_TRIES = 5;

/**
 * How people want to be told: their own, and nobody else's.
 *
 * All methods throw AppError `scope_denied` for tokens, which are nobody.
 */
export class PersonalSettings {
  readonly #options: PersonalSettingsOptions;
  readonly #sql: PeopleSql;

  constructor(options: PersonalSettingsOptions) {
    this.#options = options;
    this.#sql = new PeopleSql(options.state.dialect);
  }

  async get(principal: Principal): Promise<OwnSettings> {
    const { state, confirmations } = this.#options;
    const id = userOf(principal);
    const [settings, addresses, contacts, subscriptions] = await Promise.all([
      state.first(this.#sql.settingsOf([id])),
      state.all(this.#sql.addressesOf([id])),
      state.all(this.#sql.contactsOf([id])),
      state.all(this.#sql.subscriptionsOf(id)),
    ]);
    return {
      addresses: addresses.map(({ address, confirmed_at_ms, severities }) => ({
        address,
        confirmed: confirmed_at_ms !== null,
        severities: severitiesIn(severities),
      })),
      contacts: contacts.map(contactOf),
      quietHours: readQuietHours(settings?.quiet_hours ?? null),
      subscriptions: subscriptions.map(subscriptionOf),
      revision: Number(settings?.revision ?? 0),
      canConfirm: confirmations.isPossible,
    };
  }

  /**
   * @param revision that the change rests on
   * @throws AppError `invalid`, `precondition_failed`.
   */
  async replace(principal: Principal, next: OwnChoice, revision: number): Promise<OwnSettings> {
    const { state, book } = this.#options;
    const id = userOf(principal);
    const findings = [
      ...quietFindings(next.quietHours),
      ...this.#findings(principal, next),
      ...contactFindings(next.contacts ?? [], this.#options.contactKinds),
    ];
    refuseFindings('Your notifications cannot be saved', findings);
    const quiet_hours = printQuietHours(next.quietHours);
    const row = { user_id: id, quiet_hours, revision: revision + 1 };
    const subscriptions = next.subscriptions.map((one) => ({
      ...one,
      userId: id,
      owner: ownerOf(one.node),
    }));
    const outcome = await state.commit({
      name: 'person.replace',
      statements: [
        revision === 0 ? this.#sql.insertSettings(row) : this.#sql.replaceSettings(row),
        ...this.#sql.subscribe(id, subscriptions),
        ...(next.contacts === undefined ? [] : this.#sql.contact(id, next.contacts)),
        ...(next.addresses ?? []).map(({ address, severities }) =>
          this.#sql.chooseAddress(id, address, severities),
        ),
      ],
    });
    if (outcome.kind !== 'committed') throw lostRace('Your notifications');
    await book.reload();
    return this.get(principal);
  }

  /**
   * Sends a code to an address; again for one that is not confirmed yet, a minute later at the soonest.
   * @throws AppError `invalid`, `conflict`, `limited`, `unavailable` (the mail was not taken).
   */
  async addAddress(
    principal: Principal,
    given: string,
    language: 'en' | 'zh',
  ): Promise<OwnSettings> {
    const { state, clock, confirmations } = this.#options;
    const id = userOf(principal);
    const address = normalAddress(given);
    const known = await state.all(this.#sql.addressesOf([id]));
    const before = known.find((row) => row.address === address);
    const nowMs = clock.nowMs();
    refuseAnotherCode(before, known, nowMs);
    const code = randomInt(10_000_000, 100_000_000).toString();
    const sent = {
      user_id: id,
      address,
      confirmed_at_ms: null,
      code_hash: hashOf(id, address, code),
      code_until_ms: nowMs + CODE_MS,
      tries: 0,
      sent: (before?.sent ?? 0) + 1,
      sent_at_ms: nowMs,
      severities: before?.severities ?? '[]',
    };
    // Counted before it is sent: nobody gets more mails than that, whatever the relay says.
    const write = before ? this.#sql.replaceAddress(sent, before) : this.#sql.insertAddress(sent);
    const outcome = await state.commit({ name: 'person.add_address', statements: [write] });
    if (outcome.kind !== 'committed') throw lostRace(address);
    const refusal = await confirmations.send({ address, code, name: principal.name, language });
    if (refusal !== null) throw new AppError('unavailable', `The code was not sent: ${refusal}`);
    return this.get(principal);
  }

  /** @throws AppError `not_found`, `invalid` (wrong or too old), `limited` (too many wrong ones). */
  async confirm(principal: Principal, given: string, code: string): Promise<OwnSettings> {
    const { state, clock } = this.#options;
    const id = userOf(principal);
    const address = normalAddress(given);
    const known = await state.all(this.#sql.addressesOf([id]));
    const before = known.find((row) => row.address === address);
    if (!before) throw notFound(`The address ${address}`);
    if (before.confirmed_at_ms !== null) return this.get(principal);
    if (before.tries >= MAX_TRIES) {
      throw new AppError('limited', 'Too many wrong codes; have a new one sent.');
    }
    const nowMs = clock.nowMs();
    const isOver = before.code_until_ms === null || nowMs >= Number(before.code_until_ms);
    const isRight = !isOver && isSame(before.code_hash, hashOf(id, address, code));
    const after: ContactAddressRow = isRight
      ? { ...before, confirmed_at_ms: nowMs, code_hash: null, code_until_ms: null }
      : { ...before, tries: before.tries + 1 };
    const statements = [this.#sql.replaceAddress(after, before)];
    const outcome = await state.commit({ name: 'person.confirm_address', statements });
    if (outcome.kind !== 'committed') throw lostRace(address);
    if (isRight) return this.get(principal);
    const message = isOver ? 'The code is too old; have a new one sent.' : 'The code is wrong.';
    throw new AppError('invalid', message, { details: [{ path: '/code', message }] });
  }

  async removeAddress(principal: Principal, given: string): Promise<OwnSettings> {
    const remove = this.#sql.removeAddress(userOf(principal), given);
    await this.#options.state.commit({ name: 'person.remove_address', statements: [remove] });
    return this.get(principal);
  }

  /** What one may not see cannot be subscribed to; it is not told apart from what does not exist. */
  #findings(
    principal: Principal,
    { subscriptions }: Pick<OwnSettings, 'subscriptions'>,
  ): readonly ErrorDetail[] {
    const directory = this.#options.directory();
    return subscriptions.flatMap(({ node, inbox, mail }, index) => {
      const parsed = parseNode(node);
      const isSeen =
        parsed !== undefined && holdsWithin(directory, principal, parsed, 'incidents:read');
      const path = `/subscriptions/${index}`;
      return [
        ...(isSeen ? [] : [{ path: `${path}/scope`, message: `you see no incidents of ${node}` }]),
        ...(inbox || mail ? [] : [{ path, message: 'choose the inbox, mail, or both' }]),
      ];
    });
  }
}

function userOf(principal: Principal): string {
  if (principal.kind === 'user') return principal.id;
  throw new AppError('scope_denied', 'An API token is nobody; sign in with name and password.');
}

function ownerOf(node: string): string {
  return ownerOfNode(parseNode(node) ?? null);
}

/** Domains are the same in any case; the part before may not be. */
function normalAddress(given: string): string {
  const text = given.trim();
  const at = text.lastIndexOf('@');
  const address = `${text.slice(0, at)}${text.slice(at).toLowerCase()}`;
  if (isMailAddress(address)) return address;
  const message = 'expected an address such as ada@example.org';
  throw new AppError('invalid', message, { details: [{ path: '/address', message }] });
}

function refuseAnotherCode(
  before: ContactAddressRow | undefined,
  known: readonly ContactAddressRow[],
  nowMs: number,
): void {
  if (before && before.confirmed_at_ms !== null) {
    throw new AppError('conflict', `${before.address} is confirmed already.`);
  }
  if (!before && known.length >= MAX_ADDRESSES) {
    throw new AppError('conflict', `At most ${MAX_ADDRESSES} addresses; remove one first.`);
  }
  const lastMs = Math.max(0, ...known.map(({ sent_at_ms }) => Number(sent_at_ms)));
  if (nowMs - lastMs < PAUSE_MS) {
    throw new AppError('limited', 'A code was sent less than a minute ago; wait a little.');
  }
  if (before && before.sent >= MAX_CODES) {
    throw new AppError('limited', 'Too many codes were sent there; ask an administrator.');
  }
}

function hashOf(id: string, address: string, code: string): string {
  return createHash('sha256').update(`${id}\n${address}\n${code.trim()}`).digest('hex');
}

function isSame(stored: string | null, given: string): boolean {
  return stored !== null && timingSafeEqual(Buffer.from(stored), Buffer.from(given));
}

function quietFindings(quiet: QuietHours | null): readonly ErrorDetail[] {
  if (quiet === null) return [];
  const findings: ErrorDetail[] = [];
  if (!IANAZone.isValidZone(quiet.zone)) {
    findings.push({ path: '/quietHours/zone', message: 'expected a zone such as Europe/Berlin' });
  }
  quiet.weekly.forEach(({ times }, at) => {
    times.forEach(({ fromMinute, toMinute }, index) => {
      if (fromMinute !== toMinute) return;
      const path = `/quietHours/weekly/${at}/times/${index}`;
      findings.push({ path, message: 'begins and ends at the same minute' });
    });
  });
  return findings;
}
