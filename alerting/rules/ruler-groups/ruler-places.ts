import type { Kysely } from 'kysely';
import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { State } from '../../../platform/state/state.ts';
import type { RulerPlaceTables } from '../../tables-ruler-places.ts';
import type { RuleTables } from '../../tables-rules.ts';

/** Where a client of the ruler API has put a rule. */
export interface RulerPlace {
  /** As the client named it; empty: that of the rule's scope. */
  readonly namespace: string;
  readonly group: string;
  /** Among the rules of the group, from 0. */
  readonly place: number;
}

/** Places in the state, and all of them in memory. Those of rules that are gone go with the next write. */
export class RulerPlaces {
  readonly #state: State;
  readonly #db: Kysely<RulerPlaceTables & Pick<RuleTables, 'rules'>>;
  readonly #places: Map<string, RulerPlace>;

  private constructor(
    state: State,
    db: Kysely<RulerPlaceTables & Pick<RuleTables, 'rules'>>,
    places: Map<string, RulerPlace>,
  ) {
    this.#state = state;
    this.#db = db;
    this.#places = places;
  }

  /** Reads all of them. Rejects as `StateReader` does. */
  static async open(state: State): Promise<RulerPlaces> {
    const db = builderFor<RulerPlaceTables & Pick<RuleTables, 'rules'>>(state.dialect);
    const rows = await state.all(db.selectFrom('ruler_places').selectAll().compile());
    const places = rows.map(
      ({ rule_id, namespace, group_name, place }) =>
        [rule_id, { namespace, group: group_name, place: Number(place) }] as const,
    );
    return new RulerPlaces(state, db, new Map(places));
  }

  of(ruleId: string): RulerPlace | undefined {
    return this.#places.get(ruleId);
  }

  /** Puts rules into a group, in their order. */
  async set(
    ruleIds: readonly string[],
    { namespace, group }: Pick<RulerPlace, 'namespace' | 'group'>,
  ): Promise<void> {
    if (ruleIds.length === 0) return;
    const db = this.#db;
    const rows = ruleIds.map((rule_id, place) => ({
      ...{ rule_id, namespace, group_name: group, place },
    }));
    const forget = db.deleteFrom('ruler_places').where('rule_id', 'in', ruleIds);
    const insert = db.insertInto('ruler_places').values(rows);
    const lost = db
      .deleteFrom('ruler_places')
      .where('rule_id', 'not in', db.selectFrom('rules').select('rules.id'));
    await this.#state.commit({
      name: 'ruler_places.set',
      statements: [
        statement('ruler_places.forget', forget.compile()),
        statement('ruler_places.insert', insert.compile()),
        statement('ruler_places.lost', lost.compile()),
      ],
    });
    for (const { rule_id, place } of rows) this.#places.set(rule_id, { namespace, group, place });
  }
}
