import type { Kysely } from 'kysely';
import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { State } from '../../../platform/state/state.ts';

/** A dashboard as it was last read in Grafana. */
export interface SeenBoard {
  readonly uid: string;
  readonly title: string;
  /** Title of its folder; empty: none. */
  readonly folder: string;
  /** Its JSON. */
  readonly source: string;
}

/**
 * Whose dashboards: an organisation's, or those of one tenant in an organisation that several share, where
 * what one of them calls a dashboard may be another's tomorrow.
 */
export interface SeenShelf {
  readonly organisation: number;
  /** Null: the organisation is one tenant's. */
  readonly tenant: string | null;
}

interface SeenRow extends SeenBoard {
  readonly organisation: number;
  readonly seen_at_ms: number;
}

const MAX_LISTED = 1_000;
/** Larger ones are shown by Grafana alone. */
const MAX_SOURCE_CHARS = 2_000_000;

/** What is shown while Grafana is away. */
export class SeenBoards {
  readonly #state: State;
  readonly #db: Kysely<{ grafana_seen_boards: SeenRow }>;

  constructor(state: State) {
    this.#state = state;
    this.#db = builderFor(state.dialect);
  }

  /** In the order of their uids, without their JSON. */
  async list(shelf: SeenShelf): Promise<readonly Omit<SeenBoard, 'source'>[]> {
    const rows = await this.#state.all(
      this.#db
        .selectFrom('grafana_seen_boards')
        .select(['uid', 'title', 'folder'])
        .where('organisation', '=', shelf.organisation)
        .where('uid', 'like', `${placeOn(shelf)}%`)
        .orderBy('uid')
        .limit(MAX_LISTED)
        .compile(),
    );
    return rows.flatMap((row) => {
      const uid = uidOn(shelf, row.uid);
      return uid === null ? [] : [{ ...row, uid }];
    });
  }

  /** Of all that are kept. */
  async uids(shelf: SeenShelf): Promise<ReadonlySet<string>> {
    const rows = await this.#state.all(
      this.#db
        .selectFrom('grafana_seen_boards')
        .select('uid')
        .where('organisation', '=', shelf.organisation)
        .compile(),
    );
    return new Set(rows.flatMap(({ uid }) => uidOn(shelf, uid) ?? []));
  }

  async find(shelf: SeenShelf, uid: string): Promise<SeenBoard | null> {
    const row = await this.#state.first(
      this.#db
        .selectFrom('grafana_seen_boards')
        .selectAll()
        .where('organisation', '=', shelf.organisation)
        .where('uid', '=', `${placeOn(shelf)}${uid}`)
        .compile(),
    );
    if (!row) return null;
    const { title, folder, source } = row;
    return { uid, title, folder, source };
  }

  /** Rejects as `UnitOfWork.commit` does. */
  async keep(shelf: SeenShelf, board: SeenBoard, nowMs: number): Promise<void> {
    if (board.source.length > MAX_SOURCE_CHARS) return;
    const { title, folder, source } = board;
    const changed = { title, folder, source, seen_at_ms: nowMs };
    const query = this.#db
      .insertInto('grafana_seen_boards')
      .values({
        organisation: shelf.organisation,
        uid: `${placeOn(shelf)}${board.uid}`,
        ...changed,
      })
      .onConflict((conflict) => conflict.columns(['organisation', 'uid']).doUpdateSet(changed))
      .compile();
    await this.#commit('grafana_board.keep', query);
  }

  /** It is not there any more. */
  async forget(shelf: SeenShelf, uid: string): Promise<void> {
    const query = this.#db
      .deleteFrom('grafana_seen_boards')
      .where('organisation', '=', shelf.organisation)
      .where('uid', '=', `${placeOn(shelf)}${uid}`)
      .compile();
    await this.#commit('grafana_board.forget', query);
  }

  async #commit(name: string, query: Parameters<typeof statement>[1]): Promise<void> {
    await this.#state.commit({ name, statements: [statement(name, query)] });
  }
}

/** Before the uids of a shelf; neither a tenant nor a uid has a slash. */
export function placeOn({ tenant }: SeenShelf): string {
  return tenant === null ? '' : `${tenant}/`;
}

/** Null: it stands on another shelf. */
function uidOn(shelf: SeenShelf, kept: string): string | null {
  const place = placeOn(shelf);
  const uid = kept.startsWith(place) ? kept.slice(place.length) : null;
  return uid === null || uid.includes('/') ? null : uid;
}
