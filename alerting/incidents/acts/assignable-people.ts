import { type Kysely, sql } from 'kysely';
import { builderFor } from '../../../platform/state/builder.ts';
import type { State } from '../../../platform/state/state.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Binding } from '../../../platform/tenancy/principal.ts';
import { roleBindingOf } from '../../../platform/tenancy/role-binding-sql.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { RoleBindingRow, TenancyTables, UserRow } from '../../../platform/tenancy/tables.ts';
import { type IncidentPlace, seer } from '../../inbox/may-see.ts';

/** Somebody an incident can be given to. */
export interface AssignablePerson {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
}

/** People looked at for one owner. */
const MAX_PEOPLE = 1_000;

/** Who may see an incident as things stand: only they can have it as their task. */
export class AssignablePeople {
  readonly #state: State;
  readonly #directory: () => Directory;
  readonly #db: Kysely<TenancyTables>;

  constructor({ state, directory }: { state: State; directory: () => Directory }) {
    this.#state = state;
    this.#directory = directory;
    this.#db = builderFor<TenancyTables>(state.dialect);
  }

  /** By name; those of the system come with those of the owner. */
  async of(place: IncidentPlace): Promise<readonly AssignablePerson[]> {
    const rows = await this.#state.all(
      this.#bound(place.owner).orderBy('users.name_key').limit(MAX_PEOPLE).compile(),
    );
    return this.#seeing(rows, place);
  }

  /** @returns undefined for a name that nobody has who may see it; names do not tell upper from lower case */
  async find(name: string, place: IncidentPlace): Promise<AssignablePerson | undefined> {
    const query = this.#bound(place.owner).where('users.name_key', '=', name.toLowerCase());
    return (await this.#seeing(await this.#state.all(query.compile()), place))[0];
  }

  #bound(owner: string) {
    const below = `${owner}.`;
    return this.#db
      .selectFrom('users')
      .selectAll()
      .where('users.disabled', '=', 0)
      .where((where) =>
        where.exists(
          where
            .selectFrom('role_bindings')
            .select('role_bindings.id')
            .whereRef('role_bindings.user_id', '=', 'users.id')
            .where((node) =>
              node.or([
                node('role_bindings.node', 'in', [owner, PLATFORM]),
                sql<boolean>`substr(role_bindings.node, 1, ${below.length}) = ${below}`,
              ]),
            ),
        ),
      );
  }

  async #seeing(
    users: readonly UserRow[],
    place: IncidentPlace,
  ): Promise<readonly AssignablePerson[]> {
    if (users.length === 0) return [];
    const ids = users.map(({ id }) => id);
    const query = this.#db.selectFrom('role_bindings').selectAll().where('user_id', 'in', ids);
    const bindings = bindingsByUser(await this.#state.all(query.compile()));
    const directory = this.#directory();
    return users
      .filter(({ id, name }) => {
        const own = bindings.get(id) ?? [];
        return seer(directory, { kind: 'user', id, name, bindings: own })(place);
      })
      .map(({ id, name, display_name: displayName }) => ({ id, name, displayName }));
  }
}

function bindingsByUser(rows: readonly RoleBindingRow[]): ReadonlyMap<string, readonly Binding[]> {
  const found = new Map<string, Binding[]>();
  for (const row of rows) {
    const binding = roleBindingOf(row);
    if (!binding) continue;
    const own = found.get(row.user_id);
    if (own) own.push(binding);
    else found.set(row.user_id, [binding]);
  }
  return found;
}
