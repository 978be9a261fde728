import type { Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { DeliveryTables } from '../tables-delivery.ts';

/** Whether the messages of an owner have links that act. */
export interface LinkSetting {
  readonly enabled: boolean;
  /** Null: nobody has ever changed it. */
  readonly changedAtMs: number | null;
  readonly changedBy: string | null;
}

const UNCHANGED: LinkSetting = { enabled: true, changedAtMs: null, changedBy: null };

/**
 * Owners that have switched links on or off, in the state and in memory. Memory decides what messages
 * show, what is stored decides whether a link still acts: another process may have changed it.
 */
export class LinkSettings {
  readonly #state: State;
  readonly #db: Kysely<DeliveryTables>;
  readonly #known: Map<string, LinkSetting>;

  private constructor(state: State, known: ReadonlyMap<string, LinkSetting>) {
    this.#state = state;
    this.#db = builderFor<DeliveryTables>(state.dialect);
    this.#known = new Map(known);
  }

  static async open(state: State): Promise<LinkSettings> {
    const query = builderFor<DeliveryTables>(state.dialect)
      .selectFrom('message_link_settings')
      .selectAll();
    const rows = await state.all(query.compile());
    return new LinkSettings(state, new Map(rows.map((row) => [row.owner, settingOf(row)])));
  }

  isEnabled(owner: string): boolean {
    return (this.#known.get(owner) ?? UNCHANGED).enabled;
  }

  /** As it is stored. */
  async read(owner: string): Promise<LinkSetting> {
    const query = this.#db
      .selectFrom('message_link_settings')
      .selectAll()
      .where('owner', '=', owner);
    const row = await this.#state.first(query.compile());
    const setting = row === undefined ? UNCHANGED : settingOf(row);
    this.#known.set(owner, setting);
    return setting;
  }

  async set(owner: string, enabled: boolean, by: string, nowMs: number): Promise<LinkSetting> {
    const values = { enabled: enabled ? 1 : 0, changed_at_ms: nowMs, changed_by: by };
    const query = this.#db
      .insertInto('message_link_settings')
      .values({ owner, ...values })
      .onConflict((on) => on.column('owner').doUpdateSet(values));
    const statements = [statement('message_links.set', query.compile())];
    await this.#state.commit({ name: 'message_links.set', statements });
    const setting = { enabled, changedAtMs: nowMs, changedBy: by };
    this.#known.set(owner, setting);
    return setting;
  }
}

function settingOf(row: DeliveryTables['message_link_settings']): LinkSetting {
  return {
    enabled: Number(row.enabled) === 1,
    changedAtMs: Number(row.changed_at_ms),
    changedBy: row.changed_by,
  };
}
