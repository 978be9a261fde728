import type { Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { BoardLinkSettingsRow, BoardLinkTables } from '../tables-links.ts';

/** What an owner allows links to its dashboards to do. */
export interface LinkRules {
  readonly enabled: boolean;
  /** Sites that may frame what is embedded, e.g. `https://portal.example`. */
  readonly origins: readonly string[];
  /** Links that were made before it show nothing. */
  readonly notBeforeMs: number;
  /** Null: nobody has ever changed them. */
  readonly changedAtMs: number | null;
  readonly changedBy: string | null;
}

const UNCHANGED: LinkRules = {
  ...{ enabled: true, origins: [], notBeforeMs: 0 },
  ...{ changedAtMs: null, changedBy: null },
};

/** Rules of owners, as they are stored: another process may have changed them. */
export class BoardLinkSettings {
  readonly #state: State;
  readonly #db: Kysely<BoardLinkTables>;

  constructor(state: State) {
    this.#state = state;
    this.#db = builderFor<BoardLinkTables>(state.dialect);
  }

  async read(owner: string): Promise<LinkRules> {
    const query = this.#db.selectFrom('board_link_settings').selectAll().where('owner', '=', owner);
    const row = await this.#state.first(query.compile());
    return row === undefined ? UNCHANGED : rulesOf(row);
  }

  async write(
    owner: string,
    rules: Pick<LinkRules, 'enabled' | 'origins' | 'notBeforeMs'>,
    { atMs, by }: { readonly atMs: number; readonly by: string },
  ): Promise<LinkRules> {
    const values = {
      enabled: rules.enabled ? 1 : 0,
      origins: JSON.stringify(rules.origins),
      not_before_ms: rules.notBeforeMs,
      changed_at_ms: atMs,
      changed_by: by,
    };
    const query = this.#db
      .insertInto('board_link_settings')
      .values({ owner, ...values })
      .onConflict((on) =>
        on.column('owner').doUpdateSet(({ case: when, ref }) => ({
          ...values,
          // Whoever changed something else meanwhile has not brought back what was withdrawn.
          not_before_ms: when()
            .when('board_link_settings.not_before_ms', '>', rules.notBeforeMs)
            .then(ref('board_link_settings.not_before_ms'))
            .else(rules.notBeforeMs)
            .end(),
        })),
      );
    const statements = [statement('board_links.set', query.compile())];
    await this.#state.commit({ name: 'board_links.set', statements });
    return { ...rules, changedAtMs: atMs, changedBy: by };
  }
}

function rulesOf(row: BoardLinkSettingsRow): LinkRules {
  return {
    enabled: Number(row.enabled) === 1,
    origins: JSON.parse(row.origins) as readonly string[],
    notBeforeMs: Number(row.not_before_ms),
    changedAtMs: Number(row.changed_at_ms),
    changedBy: row.changed_by,
  };
}
