import type { Kysely } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import { ownerNode, printNode } from '../../platform/tenancy/node.ts';
import type { TenancyTables, UserRow } from '../../platform/tenancy/tables.ts';
import { languageOf } from '../../platform/tenancy/tenant-sql.ts';
import type { ChannelSettings } from '../channels/channel.ts';
import { givenList, givenText } from '../notify/given-fields.ts';
import type { AboutOne, Person, Recipients } from './recipients.ts';
import type { SeeingPeople } from './seeing-people.ts';

/** At most so many people are told by one receiver. */
const MAX_MEMBERS = 200;

/**
 * Who holds a role at a place of the owner or below it, by the bindings as they are when a message is sent,
 * and may see the incident. A place is named below its owner, so that no other tenant's can be.
 */
export class MemberRecipients {
  readonly #state: State;
  readonly #people: SeeingPeople;
  readonly #db: Kysely<TenancyTables>;

  constructor(state: State, people: SeeingPeople) {
    this.#state = state;
    this.#people = people;
    this.#db = builderFor<TenancyTables>(state.dialect);
  }

  /** Those that the settings of a receiver name. Of a resolve only those who were told of the firing. */
  by(settings: ChannelSettings): Recipients {
    return {
      of: async (about: AboutOne, told) => {
        const people = await this.#people.of(await this.#holding(about.owner, settings), about);
        return about.purpose === 'resolved' ? people.filter(({ id }) => told.includes(id)) : people;
      },
    };
  }

  /** All of them, whatever they may see: for tests of the receiver. */
  async named(owner: string, settings: ChannelSettings): Promise<readonly Person[]> {
    const users = await this.#holding(owner, settings);
    return users.map(({ id, name, email, language }) => ({
      id,
      name,
      email,
      language: languageOf(language),
    }));
  }

  #holding(owner: string, settings: ChannelSettings): Promise<readonly UserRow[]> {
    const roles = givenList(settings, 'roles') ?? [];
    const place = givenText(settings, 'place') ?? '';
    const top = printNode(ownerNode(owner));
    const node = place === '' ? top : `${top}.${place}`;
    const within = this.#db
      .selectFrom('role_bindings')
      .innerJoin('users', 'users.id', 'role_bindings.user_id')
      .selectAll('users')
      .distinct()
      .where('role_bindings.owner', '=', owner)
      .where('users.disabled', '=', 0)
      .where((where) =>
        where.or([
          where('role_bindings.node', '=', node),
          where('role_bindings.node', 'like', `${node}.%`),
        ]),
      );
    const named = roles.length === 0 ? within : within.where('role_bindings.role', 'in', roles);
    return this.#state.all(named.orderBy('users.id').limit(MAX_MEMBERS).compile());
  }
}
