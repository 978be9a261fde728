import type { Kysely } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import { ownerNode, printNode } from '../../platform/tenancy/node.ts';
import { isRole } from '../../platform/tenancy/role-binding.ts';
import { ROLE_GRANTS } from '../../platform/tenancy/roles.ts';
import type { TenancyTables, UserRow } from '../../platform/tenancy/tables.ts';
import type { Channel } from '../channels/channel.ts';
import { mayChangeChannel } from '../channels/may-change-channel.ts';
import type { Person } from '../people/recipients.ts';
import type { SeeingPeople } from '../people/seeing-people.ts';

const WRITERS = Object.entries(ROLE_GRANTS).flatMap(([role, { everywhere }]) =>
  isRole(role) && everywhere.includes('channels:write') ? [role] : [],
);

/** At most so many who may change all channels of the owner. */
const MAX_WRITERS = 20;

/** Who may change a channel, as things stand now: those who are told that it was switched off. */
export class ChannelWriters {
  readonly #state: State;
  readonly #db: Kysely<TenancyTables>;
  readonly #people: SeeingPeople;

  constructor(state: State, people: SeeingPeople) {
    this.#state = state;
    this.#people = people;
    this.#db = builderFor<TenancyTables>(state.dialect);
  }

  async of(channel: Pick<Channel, 'owner' | 'createdById'>): Promise<readonly Person[]> {
    const holding = await this.#state.all(this.#holding(channel.owner));
    const maker = holding.some(({ id }) => id === channel.createdById)
      ? []
      : await this.#users([channel.createdById]);
    return this.among([...holding, ...maker], channel);
  }

  /** Those of some users who still may change it. */
  among(
    users: readonly UserRow[],
    channel: Pick<Channel, 'owner' | 'createdById'>,
  ): Promise<readonly Person[]> {
    return this.#people.who(users, (directory, principal) =>
      mayChangeChannel(directory, principal, channel),
    );
  }

  #holding(owner: string) {
    return this.#db
      .selectFrom('role_bindings')
      .innerJoin('users', 'users.id', 'role_bindings.user_id')
      .selectAll('users')
      .distinct()
      .where('role_bindings.role', 'in', WRITERS)
      .where('role_bindings.node', '=', printNode(ownerNode(owner)))
      .where('users.disabled', '=', 0)
      .orderBy('users.id')
      .limit(MAX_WRITERS)
      .compile();
  }

  #users(ids: readonly string[]): Promise<readonly UserRow[]> {
    const query = this.#db
      .selectFrom('users')
      .selectAll()
      .where('id', 'in', [...ids]);
    return this.#state.all(query.compile());
  }
}
