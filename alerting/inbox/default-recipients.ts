import type { Kysely } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { ownerNode, printNode } from '../../platform/tenancy/node.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { TenancyTables, UserRow } from '../../platform/tenancy/tables.ts';
import type { ChannelBook } from '../channels/channel-book.ts';
import type { AboutOne, Person, Recipients } from '../people/recipients.ts';
import { SeeingPeople } from '../people/seeing-people.ts';
import { ChannelWriters } from '../suspension/channel-writers.ts';
import { suspendedChannelId } from '../suspension/suspension-incident.ts';
import type { RuleTables } from '../tables-rules.ts';
import type { IncidentPlace } from './may-see.ts';

export interface DefaultRecipientsOptions {
  readonly state: State;
  readonly directory: () => Directory;
  readonly channels: Pick<ChannelBook, 'get'>;
}

/** At most so many administrators are told. */
const MAX_ADMINS = 20;

/**
 * Who is behind the default receiver, as things stand when a message is sent.
 *
 * - A firing goes to the author of the rule: the last person who created or changed it. Tokens are no
 *   persons. Whoever has left, is disabled or may no longer see the incident is passed over; then it goes
 *   to the administrators of the tenant, or where it has none to those of the system.
 * - That a channel was switched off goes to those who may change it, whether they see the incident or not.
 * - A resolve goes to those who got a firing, as far as they may still see it.
 */
export class DefaultRecipients implements Recipients {
  readonly #state: State;
  readonly #db: Kysely<TenancyTables & RuleTables>;
  readonly #people: SeeingPeople;
  readonly #channels: Pick<ChannelBook, 'get'>;
  readonly #writers: ChannelWriters;

  constructor({ state, directory, channels }: DefaultRecipientsOptions) {
    this.#state = state;
    this.#channels = channels;
    this.#people = new SeeingPeople({ state, directory });
    this.#writers = new ChannelWriters(state, this.#people);
    this.#db = builderFor<TenancyTables & RuleTables>(state.dialect);
  }

  /** @param told ids of those who got a firing; only a resolve looks at them */
  async of(notification: AboutOne, told: readonly string[]): Promise<readonly Person[]> {
    const channelId = suspendedChannelId(notification);
    const channel = channelId && this.#channels.get(notification.owner, channelId);
    if (channel) {
      if (notification.purpose !== 'resolved') return this.#writers.of(channel);
      return this.#writers.among(await this.#users(told), channel);
    }
    if (notification.purpose === 'resolved') {
      return this.#seeing(await this.#users(told), notification);
    }
    const author = await this.#author(notification.ruleId);
    const own = await this.#seeing(author, notification);
    return own.length > 0 ? own : this.#admins(notification);
  }

  async #author(ruleId: string | null): Promise<readonly UserRow[]> {
    if (ruleId === null) return [];
    const query = this.#db
      .selectFrom('rule_changes')
      .innerJoin('users', 'users.id', 'rule_changes.author_id')
      .selectAll('users')
      .where('rule_changes.rule_id', '=', ruleId)
      .orderBy('rule_changes.revision', 'desc')
      .limit(1);
    return this.#state.all(query.compile());
  }

  async #users(ids: readonly string[]): Promise<readonly UserRow[]> {
    if (ids.length === 0) return [];
    const query = this.#db
      .selectFrom('users')
      .selectAll()
      .where('id', 'in', [...ids]);
    return this.#state.all(query.compile());
  }

  async #admins(notification: AboutOne): Promise<readonly Person[]> {
    const { owner } = notification;
    const own = owner === PLATFORM ? [] : await this.#holding('tenant-admin', owner);
    const admins = own.length > 0 ? own : await this.#holding('system-admin', PLATFORM);
    return this.#seeing(admins, notification);
  }

  #holding(role: Role, owner: string): Promise<readonly UserRow[]> {
    const query = this.#db
      .selectFrom('role_bindings')
      .innerJoin('users', 'users.id', 'role_bindings.user_id')
      .selectAll('users')
      .distinct()
      .where('role_bindings.role', '=', role)
      .where('role_bindings.node', '=', printNode(ownerNode(owner)))
      .where('users.disabled', '=', 0)
      .orderBy('users.id')
      .limit(MAX_ADMINS);
    return this.#state.all(query.compile());
  }

  #seeing(users: readonly UserRow[], place: IncidentPlace): Promise<readonly Person[]> {
    return this.#people.of(users, place);
  }
}
