import type { Kysely } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { TenancyTables } from '../../platform/tenancy/tables.ts';
import { PeopleSql, subscriptionOf } from './people-sql.ts';
import type { AboutOne, Person, Recipients } from './recipients.ts';
import type { SeeingPeople } from './seeing-people.ts';
import { isFollowed } from './subscription.ts';

/** Who has subscribed to where an incident is, and may still see it. */
export class FollowerRecipients {
  readonly #state: State;
  readonly #people: SeeingPeople;
  readonly #sql: PeopleSql;
  readonly #db: Kysely<TenancyTables>;

  constructor(state: State, people: SeeingPeople) {
    this.#state = state;
    this.#people = people;
    this.#sql = new PeopleSql(state.dialect);
    this.#db = builderFor<TenancyTables>(state.dialect);
  }

  /** Those who want it this way. What ends is told to whom it was told, whatever they want by now. */
  by(way: 'inbox' | 'mail'): Recipients {
    return {
      of: async (about: AboutOne, told) => {
        if (about.purpose === 'resolved') return this.#seeing(told, about);
        const rows = await this.#state.all(this.#sql.subscriptionsTo(about.owner));
        const wanted = rows
          .map(subscriptionOf)
          .filter((one) => one[way] && isFollowed(one, about))
          .map(({ userId }) => userId);
        return this.#seeing([...new Set(wanted)], about);
      },
    };
  }

  async #seeing(ids: readonly string[], about: AboutOne): Promise<readonly Person[]> {
    if (ids.length === 0) return [];
    const query = this.#db
      .selectFrom('users')
      .selectAll()
      .where('id', 'in', [...ids]);
    return this.#people.of(await this.#state.all(query.compile()), about);
  }
}
