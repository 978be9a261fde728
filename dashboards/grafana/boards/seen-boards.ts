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
  async list(organisation: number): Promise<readonly Omit<SeenBoard, 'source'>[]> {
    return await this.#state.all(
      this.#db
        .selectFrom('grafana_seen_boards')
        .select(['uid', 'title', 'folder'])
        .where('organisation', '=', organisation)
        .orderBy('uid')
        .limit(MAX_LISTED)
        .compile(),
    );
  }

  /** Of all that are kept. */
  async uids(organisation: number): Promise<ReadonlySet<string>> {
    const rows = await this.#state.all(
      this.#db
        .selectFrom('grafana_seen_boards')
        .select('uid')
        .where('organisation', '=', organisation)
        .compile(),
    );
    return new Set(rows.map(({ uid }) => uid));
  }

  async find(organisation: number, uid: string): Promise<SeenBoard | null> {
    const row = await this.#state.first(
      this.#db
        .selectFrom('grafana_seen_boards')
        .selectAll()
        .where('organisation', '=', organisation)
        .where('uid', '=', uid)
        .compile(),
    );
    if (!row) return null;
    const { title, folder, source } = row;
    return { uid, title, folder, source };
  }

  /** Rejects as `UnitOfWork.commit` does. */
  async keep(organisation: number, board: SeenBoard, nowMs: number): Promise<void> {
    if (board.source.length > MAX_SOURCE_CHARS) return;
    const { title, folder, source } = board;
    const changed = { title, folder, source, seen_at_ms: nowMs };
    const query = this.#db
      .insertInto('grafana_seen_boards')
      .values({ organisation, uid: board.uid, ...changed })
      .onConflict((conflict) => conflict.columns(['organisation', 'uid']).doUpdateSet(changed))
      .compile();
    await this.#commit('grafana_board.keep', query);
  }

  /** It is not there any more. */
  async forget(organisation: number, uid: string): Promise<void> {
    const query = this.#db
      .deleteFrom('grafana_seen_boards')
      .where('organisation', '=', organisation)
      .where('uid', '=', uid)
      .compile();
    await this.#commit('grafana_board.forget', query);
  }

  async #commit(name: string, query: Parameters<typeof statement>[1]): Promise<void> {
    await this.#state.commit({ name, statements: [statement(name, query)] });
  }
}
