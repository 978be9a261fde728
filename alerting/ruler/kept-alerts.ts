import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { State, Statement } from '../../platform/state/state.ts';
import { hotStatement, type NamedValues } from '../store/hot-statement.ts';
import { rowInserter } from '../store/insert-rows.ts';
import type { RulerTables } from '../tables-ruler.ts';
import type { ActiveAlert } from './alert-state.ts';
import type { AlertStateAsk, AlertStateSeries, ReadAlertState } from './read-alert-state.ts';

/** A group on a cluster; `group` is `groupKeyOf`. */
export interface KeptPlace {
  readonly cluster: string;
  readonly group: string;
}

interface KeptGroup {
  /** State and since when each alert is active, by key of its row. */
  readonly rows: ReadonlyMap<string, string>;
  readonly seenAtMs: number;
}

/** While nothing changes, that alerts are still there is written this often. */
const SEEN_EVERY_MS = 15_000;
/** With more rows gone, all rows of the group are written anew. */
const MAX_DELETES = 32;

/**
 * Keeps since when alerts are active in our own state, for clusters whose store takes no
 * `ALERTS_FOR_STATE` series. Writes only what changed, and that it is still so every 15 s.
 */
export class KeptAlerts implements ReadAlertState {
  readonly #state: State;
  readonly #db: Kysely<RulerTables>;
  readonly #sql: KeptSql;
  readonly #groups = new Map<string, KeptGroup>();

  constructor(state: State) {
    this.#state = state;
    this.#db = builderFor<RulerTables>(state.dialect);
    this.#sql = keptSql(state.dialect);
  }

  /** Rejects as `StateReader` does. */
  async read(ask: AlertStateAsk): Promise<readonly AlertStateSeries[]> {
    const query = this.#db
      .selectFrom('ruler_alerts as a')
      .innerJoin('ruler_groups as g', (join) =>
        join.onRef('g.cluster', '=', 'a.cluster').onRef('g.group_key', '=', 'a.group_key'),
      )
      .select(['a.labels', 'a.active_at_ms', 'g.seen_at_ms'])
      .where('a.cluster', '=', ask.cluster)
      .where('a.group_key', '=', ask.group)
      .where('g.seen_at_ms', '>=', ask.minMs)
      .where('g.seen_at_ms', '<=', ask.maxMs);
    const rows = await this.#state.all(query.compile());
    return rows
      .map((row) => ({
        labels: readLabels(row.labels),
        seenAtMs: Number(row.seen_at_ms),
        activeAtSeconds: Math.trunc(Number(row.active_at_ms) / 1_000),
        isStale: false,
      }))
      .filter(({ labels }) => labels.get('alertname') === ask.alert);
  }

  /**
   * Takes note of all pending and firing alerts of a group. Rejects as `UnitOfWork` does; the next
   * call then writes everything.
   */
  async save(place: KeptPlace, alerts: Iterable<ActiveAlert>, atMs: number): Promise<void> {
    const key = placeKey(place);
    const before = this.#groups.get(key);
    const live = new Map([...alerts].map((alert) => [rowKey(alert.labels), alert]));
    const rows = new Map([...live].map(([row, alert]) => [row, textOf(alert)]));
    const changes = this.#changes(place, before, live);
    const isSeenDue = live.size > 0 && atMs - (before?.seenAtMs ?? 0) >= SEEN_EVERY_MS;
    if (changes.length === 0 && !isSeenDue) return;
    this.#groups.delete(key);
    const seen = this.#sql.seen({ ...named(place), seen_at_ms: atMs });
    await this.#commit([...changes, seen]);
    this.#groups.set(key, { rows, seenAtMs: atMs });
  }

  /** The group is gone. Rejects as `UnitOfWork` does. */
  async forget(place: KeptPlace): Promise<void> {
    this.#groups.delete(placeKey(place));
    await this.#commit([this.#sql.clear(named(place)), this.#sql.unseen(named(place))]);
  }

  /** Another process writes the group from now on; what was written stays. */
  release(place: KeptPlace): void {
    this.#groups.delete(placeKey(place));
  }

  /** Removes what was last seen before, of groups that are nowhere any more. */
  async forgetBefore(atMs: number): Promise<void> {
    await this.#commit([this.#sql.clearOld({ at: atMs }), this.#sql.unseenOld({ at: atMs })]);
  }

  #changes(
    place: KeptPlace,
    before: KeptGroup | undefined,
    live: ReadonlyMap<string, ActiveAlert>,
  ): readonly Statement[] {
    const known = before?.rows ?? new Map<string, string>();
    const gone = [...known.keys()].filter((row) => !live.has(row));
    const isAnew = before === undefined || gone.length > MAX_DELETES;
    const removed = isAnew
      ? [this.#sql.clear(named(place))]
      : gone.map((alert_key) => this.#sql.remove({ ...named(place), alert_key }));
    const written = [...live].filter(([row, alert]) => isAnew || known.get(row) !== textOf(alert));
    const { cluster, group } = place;
    const inserts = this.#sql.insert(
      written.map(([row, { labels, activeAtMs }]) => [
        cluster,
        group,
        row,
        JSON.stringify([...labels]),
        activeAtMs,
      ]),
    );
    return [...removed, ...inserts];
  }

  async #commit(statements: readonly Statement[]): Promise<void> {
    await this.#state.commit({ name: 'ruler.alerts', statements });
  }
}

interface KeptSql {
  readonly insert: ReturnType<typeof rowInserter>;
  readonly remove: (values: NamedValues) => Statement;
  readonly clear: (values: NamedValues) => Statement;
  readonly seen: (values: NamedValues) => Statement;
  readonly unseen: (values: NamedValues) => Statement;
  readonly clearOld: (values: NamedValues) => Statement;
  readonly unseenOld: (values: NamedValues) => Statement;
}

const OF_GROUP = 'cluster = :cluster AND group_key = :group_key';

function keptSql(dialect: State['dialect']): KeptSql {
  const make = (name: string, text: string) => hotStatement(dialect, name, text);
  return {
    insert: rowInserter(dialect, {
      name: 'ruler_alert.insert',
      table: 'ruler_alerts',
      columns: ['cluster', 'group_key', 'alert_key', 'labels', 'active_at_ms'],
      suffix:
        'ON CONFLICT (cluster, group_key, alert_key) DO UPDATE SET active_at_ms = excluded.active_at_ms',
    }),
    remove: make(
      'ruler_alert.remove',
      `DELETE FROM ruler_alerts WHERE ${OF_GROUP} AND alert_key = :alert_key`,
    ),
    clear: make('ruler_alert.clear', `DELETE FROM ruler_alerts WHERE ${OF_GROUP}`),
    seen: make(
      'ruler_group.seen',
      `INSERT INTO ruler_groups (cluster, group_key, seen_at_ms)
       VALUES (:cluster, :group_key, :seen_at_ms)
       ON CONFLICT (cluster, group_key) DO UPDATE SET seen_at_ms = excluded.seen_at_ms`,
    ),
    unseen: make('ruler_group.remove', `DELETE FROM ruler_groups WHERE ${OF_GROUP}`),
    clearOld: make(
      'ruler_alert.clear_old',
      `DELETE FROM ruler_alerts WHERE EXISTS (
         SELECT 1 FROM ruler_groups g WHERE g.cluster = ruler_alerts.cluster
         AND g.group_key = ruler_alerts.group_key AND g.seen_at_ms < :at)`,
    ),
    unseenOld: make('ruler_group.remove_old', 'DELETE FROM ruler_groups WHERE seen_at_ms < :at'),
  };
}

/** That an alert fires is not written, but when it was last seen to is. */
function textOf({ state, activeAtMs }: ActiveAlert): string {
  return `${state} ${activeAtMs}`;
}

function named({ cluster, group }: KeptPlace): { cluster: string; group_key: string } {
  return { cluster, group_key: group };
}

function placeKey({ cluster, group }: KeptPlace): string {
  return `${cluster} ${group}`;
}

/** A key of fixed length for labels of any. */
function rowKey(labels: Labels): string {
  return createHash('sha256')
    .update(JSON.stringify([...labels]))
    .digest('hex');
}

/** As `save` wrote them. */
function readLabels(text: string): Labels {
  const pairs: unknown = JSON.parse(text);
  if (!Array.isArray(pairs)) return labelsFrom([]);
  return labelsFrom(
    pairs.filter((pair): pair is [string, string] => Array.isArray(pair) && pair.length === 2),
  );
}
