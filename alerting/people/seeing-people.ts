import type { State } from '../../platform/state/state.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Binding, Principal } from '../../platform/tenancy/principal.ts';
import { RoleBindingSql, roleBindingOf } from '../../platform/tenancy/role-binding-sql.ts';
import type { UserRow } from '../../platform/tenancy/tables.ts';
import { languageOf } from '../../platform/tenancy/tenant-sql.ts';
import { type IncidentPlace, seer } from '../inbox/may-see.ts';
import type { Person } from './recipients.ts';

export interface SeeingPeopleOptions {
  readonly state: State;
  readonly directory: () => Directory;
}

/** Finds those of some users who are not disabled and may see an incident, by their bindings as stored. */
export class SeeingPeople {
  readonly #state: State;
  readonly #directory: () => Directory;
  readonly #bindings: RoleBindingSql;

  constructor({ state, directory }: SeeingPeopleOptions) {
    this.#state = state;
    this.#directory = directory;
    this.#bindings = new RoleBindingSql(state.dialect);
  }

  of(users: readonly UserRow[], place: IncidentPlace): Promise<readonly Person[]> {
    return this.who(users, (directory, principal) => seer(directory, principal)(place));
  }

  /** Those of some users who are not disabled and may what is asked, by their bindings as stored. */
  async who(
    users: readonly UserRow[],
    may: (directory: Directory, principal: Principal) => boolean,
  ): Promise<readonly Person[]> {
    const directory = this.#directory();
    const seeing: Person[] = [];
    for (const user of users) {
      if (Number(user.disabled) !== 0) continue;
      const { id, name, email } = user;
      const bindings = await this.#bindingsOf(id);
      const principal: Principal = { kind: 'user', id, name, bindings };
      if (!may(directory, principal)) continue;
      seeing.push({ id, name, email, language: languageOf(user.language) });
    }
    return seeing;
  }

  async #bindingsOf(userId: string): Promise<readonly Binding[]> {
    const rows = await this.#state.all(this.#bindings.ofUser(userId));
    return rows.flatMap((row) => roleBindingOf(row) ?? []);
  }
}
