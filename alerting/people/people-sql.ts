import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { NotifyTables } from '../tables-notify.ts';
import type {
  ContactAddressRow,
  HeldMailRow,
  PeopleTables,
  PersonContactRow,
  PersonSettingsRow,
  PersonToldRow,
  SubscriptionRow,
  ToldThroughRow,
} from '../tables-people.ts';
import type { PolicyTables } from '../tables-policies.ts';
import type { Contact } from './contact.ts';
import type { Subscription } from './subscription.ts';

/** Statements and queries of what people have said about how to be told. */
export class PeopleSql {
  readonly #db: Kysely<PeopleTables & NotifyTables & PolicyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<PeopleTables & NotifyTables & PolicyTables>(dialect);
  }

  /** @param users at least one */
  settingsOf(users: readonly string[]): CompiledQuery<PersonSettingsRow> {
    const query = this.#db.selectFrom('person_settings').selectAll();
    return query.where('user_id', 'in', [...users]).compile();
  }

  /** @param users at least one */
  addressesOf(users: readonly string[]): CompiledQuery<ContactAddressRow> {
    const query = this.#db.selectFrom('contact_addresses').selectAll();
    return query
      .where('user_id', 'in', [...users])
      .orderBy('address')
      .compile();
  }

  /** The first settings of somebody; stands only while there are none. */
  insertSettings(row: PersonSettingsRow): Statement {
    const query = this.#db
      .insertInto('person_settings')
      .values(row)
      .onConflict((on) => on.doNothing());
    return statement('person.insert', query.compile(), 'one');
  }

  /** Stands only while the stored revision is the one before. */
  replaceSettings({ user_id, quiet_hours, revision }: PersonSettingsRow): Statement {
    const query = this.#db
      .updateTable('person_settings')
      .set({ quiet_hours, revision })
      .where('user_id', '=', user_id)
      .where('revision', '=', revision - 1);
    return statement('person.replace', query.compile(), 'one');
  }

  insertAddress(row: ContactAddressRow): Statement {
    const query = this.#db.insertInto('contact_addresses').values(row);
    return statement('address_of_person.insert', query.compile(), 'one');
  }

  /** Stands only while as many codes were sent, and tried, as before. */
  replaceAddress(row: ContactAddressRow, before: ContactAddressRow): Statement {
    const query = this.#db
      .updateTable('contact_addresses')
      .set(row)
      .where('user_id', '=', row.user_id)
      .where('address', '=', row.address)
      .where('sent', '=', before.sent)
      .where('tries', '=', before.tries);
    return statement('address_of_person.replace', query.compile(), 'one');
  }

  removeAddress(userId: string, address: string): Statement {
    const query = this.#db
      .deleteFrom('contact_addresses')
      .where('user_id', '=', userId)
      .where('address', '=', address);
    return statement('address_of_person.remove', query.compile());
  }

  allSubscriptions(): CompiledQuery<SubscriptionRow> {
    return this.#db.selectFrom('subscriptions').selectAll().compile();
  }

  subscriptionsTo(owner: string): CompiledQuery<SubscriptionRow> {
    const query = this.#db.selectFrom('subscriptions').selectAll();
    return query.where('owner', '=', owner).orderBy('user_id').orderBy('place').compile();
  }

  subscriptionsOf(userId: string): CompiledQuery<SubscriptionRow> {
    const query = this.#db.selectFrom('subscriptions').selectAll();
    return query.where('user_id', '=', userId).orderBy('place').compile();
  }

  /** Instead of those that they have. */
  subscribe(userId: string, subscriptions: readonly Subscription[]): readonly Statement[] {
    const gone = this.#db.deleteFrom('subscriptions').where('user_id', '=', userId);
    const rows = subscriptions.map((one, place) => ({
      user_id: userId,
      place,
      owner: one.owner,
      node: one.node,
      severities: JSON.stringify(one.severities),
      inbox: one.inbox ? 1 : 0,
      mail: one.mail ? 1 : 0,
    }));
    const removed = statement('subscription.clear', gone.compile());
    if (rows.length === 0) return [removed];
    const added = this.#db.insertInto('subscriptions').values(rows);
    return [removed, statement('subscription.insert', added.compile())];
  }

  told(row: PersonToldRow): Statement {
    const query = this.#db
      .insertInto('people_told')
      .values(row)
      .onConflict((on) => on.doNothing());
    return statement('people.told', query.compile());
  }

  /** Whom the receiver tells of the incident; those who left are not among them. */
  toldBy(channelId: string, incidentId: string): CompiledQuery<PersonToldRow> {
    return this.#db
      .selectFrom('people_told')
      .selectAll()
      .where('incident_id', '=', incidentId)
      .where('channel_id', '=', channelId)
      .where('left_at_ms', 'is', null)
      .compile();
  }

  left({ channel_id, incident_id, user_id }: PersonToldRow, atMs: number): Statement {
    const query = this.#db
      .updateTable('people_told')
      .set({ left_at_ms: atMs })
      .where('incident_id', '=', incident_id)
      .where('channel_id', '=', channel_id)
      .where('user_id', '=', user_id)
      .where('left_at_ms', 'is', null);
    return statement('people.left', query.compile());
  }

  /** Through which other channels the receiver has told of the incidents. @param ids at least one */
  toldThrough(channelId: string, ids: readonly string[]): CompiledQuery<ToldThroughRow> {
    return this.#db
      .selectFrom('told_through')
      .selectAll()
      .where('incident_id', 'in', [...ids])
      .where('channel_id', '=', channelId)
      .compile();
  }

  throughTold(channelId: string, incidentId: string, through: string, atMs: number): Statement {
    const row = {
      channel_id: channelId,
      incident_id: incidentId,
      through_id: through,
      at_ms: atMs,
    };
    const query = this.#db
      .insertInto('told_through')
      .values(row)
      .onConflict((on) => on.doNothing());
    return statement('people.told_through', query.compile());
  }

  /** A line that says, since then, why nothing went through the channel. */
  untoldThrough(incidentId: string, channelId: string, sinceMs: number) {
    return this.#db
      .selectFrom('incident_events')
      .select('position')
      .where('incident_id', '=', incidentId)
      .where('channel_id', '=', channelId)
      .where('kind', '=', 'notification_not_sent')
      .where('at_ms', '>=', sinceMs)
      .limit(1)
      .compile();
  }

  /** @param users at least one */
  contactsOf(users: readonly string[]): CompiledQuery<PersonContactRow> {
    const query = this.#db.selectFrom('person_contacts').selectAll();
    return query
      .where('user_id', 'in', [...users])
      .orderBy('user_id')
      .orderBy('place')
      .compile();
  }

  /** Instead of those that they have. */
  contact(userId: string, contacts: readonly Contact[]): readonly Statement[] {
    const gone = this.#db.deleteFrom('person_contacts').where('user_id', '=', userId);
    const removed = statement('person.clear_contacts', gone.compile());
    if (contacts.length === 0) return [removed];
    const rows = contacts.map(({ kind, value, severities }, place) => ({
      ...{ user_id: userId, place, kind, value },
      severities: JSON.stringify(severities),
    }));
    const added = this.#db.insertInto('person_contacts').values(rows);
    return [removed, statement('person.insert_contacts', added.compile())];
  }

  /** At which severities an address is mailed; empty: every one. */
  chooseAddress(userId: string, address: string, severities: readonly string[]): Statement {
    const query = this.#db
      .updateTable('contact_addresses')
      .set({ severities: JSON.stringify(severities) })
      .where('user_id', '=', userId)
      .where('address', '=', address);
    return statement('address_of_person.choose', query.compile());
  }

  /** In place of what was held of the incident before; it keeps its end. */
  hold(row: HeldMailRow): Statement {
    const query = this.#db
      .insertInto('held_mails')
      .values(row)
      .onConflict((on) =>
        on.columns(['user_id', 'incident_id']).doUpdateSet({ purpose: row.purpose }),
      );
    return statement('held_mail.hold', query.compile());
  }

  heldOf(userId: string, incidentIds: readonly string[]): CompiledQuery<HeldMailRow> {
    return this.#db
      .selectFrom('held_mails')
      .selectAll()
      .where('user_id', '=', userId)
      .where('incident_id', 'in', [...incidentIds])
      .compile();
  }

  dueMails(nowMs: number, limit: number): CompiledQuery<HeldMailRow> {
    return this.#db
      .selectFrom('held_mails')
      .selectAll()
      .where('due_at_ms', '<=', nowMs)
      .orderBy('due_at_ms')
      .limit(limit)
      .compile();
  }

  /** Stands only while nobody else took it on: an attempt, or a later look. */
  moveMail(row: HeldMailRow, to: { readonly attempts: number; readonly due_at_ms: number }) {
    const query = this.#db
      .updateTable('held_mails')
      .set(to)
      .where('user_id', '=', row.user_id)
      .where('incident_id', '=', row.incident_id)
      .where('due_at_ms', '=', row.due_at_ms)
      .where('attempts', '=', row.attempts);
    return statement('held_mail.move', query.compile(), 'one');
  }

  endMail({ user_id, incident_id }: Pick<HeldMailRow, 'user_id' | 'incident_id'>): Statement {
    const query = this.#db
      .deleteFrom('held_mails')
      .where('user_id', '=', user_id)
      .where('incident_id', '=', incident_id);
    return statement('held_mail.end', query.compile());
  }

  /** Drops who was told before, but not who is owed a resolve, which may be on its way. */
  prune(beforeMs: number): readonly Statement[] {
    const told = this.#db
      .deleteFrom('people_told')
      .where('at_ms', '<', beforeMs)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('incidents')
              .select('incidents.id')
              .whereRef('incidents.id', '=', 'people_told.incident_id')
              .where((is) =>
                is.or([
                  is('incidents.status', '=', 'firing'),
                  is('incidents.resolved_at_ms', '>=', beforeMs),
                ]),
              ),
          ),
        ),
      );
    const held = this.#db.deleteFrom('held_mails').where('since_ms', '<', beforeMs);
    const through = this.#db
      .deleteFrom('told_through')
      .where('at_ms', '<', beforeMs)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('incidents')
              .select('incidents.id')
              .whereRef('incidents.id', '=', 'told_through.incident_id')
              .where((is) =>
                is.or([
                  is('incidents.status', '=', 'firing'),
                  is('incidents.resolved_at_ms', '>=', beforeMs),
                ]),
              ),
          ),
        ),
      );
    return [
      statement('people.prune_told', told.compile()),
      statement('people.prune_held', held.compile()),
      statement('people.prune_through', through.compile()),
    ];
  }

  /** What a user has said goes with them. */
  forget(userId: string): readonly Statement[] {
    const tables = [
      'person_settings',
      'person_contacts',
      'contact_addresses',
      'subscriptions',
      'held_mails',
      'people_told',
      'inbox_entries',
      'mailed_people',
    ] as const;
    return tables.map((table) =>
      statement(
        'people.forget',
        this.#db.deleteFrom(table).where('user_id', '=', userId).compile(),
      ),
    );
  }
}

export function contactOf({ kind, value, severities }: PersonContactRow): Contact {
  return { kind, value, severities: severitiesIn(severities) };
}

/** @param text JSON list, as `severities` columns hold it */
export function severitiesIn(text: string): readonly string[] {
  const severities: unknown = JSON.parse(text);
  return Array.isArray(severities) ? severities.map(String) : [];
}

export function subscriptionOf(row: SubscriptionRow): Subscription {
  return {
    userId: row.user_id,
    owner: row.owner,
    node: row.node,
    severities: severitiesIn(row.severities),
    inbox: Number(row.inbox) === 1,
    mail: Number(row.mail) === 1,
  };
}
