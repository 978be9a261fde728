import type { CompiledQuery, Insertable, Kysely } from 'kysely';
import { AppError } from '../../../platform/errors/app-error.ts';
import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { State, Statement } from '../../../platform/state/state.ts';
import { placeOn, type SeenShelf } from '../boards/seen-boards.ts';
import type {
  DataSourceRow,
  GrafanaTables,
  JournalRow,
  PairRow,
  PlaceRow,
  SettingsRow,
} from './grafana-tables.ts';

/** The place of a tenant in Grafana. */
export interface GrafanaPlace {
  readonly owner: string;
  readonly bornMs: number;
  readonly phase: 'active' | 'retiring' | 'retired';
  readonly organisation: number | null;
  readonly organisationName: string;
  readonly folderUid: string;
  readonly exportPath: string | null;
  readonly triedAtMs: number | null;
  readonly doneAtMs: number | null;
  readonly fault: string | null;
}

/** What a tenant wants of its Grafana. */
export interface GrafanaSettings {
  /** Nodes below the tenant that have data sources of their own, sorted. */
  readonly scopes: readonly string[];
  /** Rules and silences may be changed from Grafana's own pages. */
  readonly mayEdit: boolean;
  /** Tokens made before it are to be replaced. */
  readonly renewBeforeMs: number;
  /** 0: nobody has set anything. */
  readonly revision: number;
}

export const JOURNAL_KINDS = [
  'organisation',
  'data-source',
  'token',
  'member',
  'dashboard',
  'conflict',
  'settings',
  'retired',
] as const;

/** One line of what was done in Grafana, and because of it. */
export interface JournalLine {
  readonly atMs: number;
  readonly kind: (typeof JOURNAL_KINDS)[number];
  /** Who: a person, `tocsin`, or a user of Grafana. */
  readonly actor: string;
  readonly subject: string;
  readonly message: string;
}

/** Names one place. */
export type PlaceKey = Pick<GrafanaPlace, 'owner' | 'bornMs'>;

const NO_SETTINGS: GrafanaSettings = { scopes: [], mayEdit: false, renewBeforeMs: 0, revision: 0 };
/** Lines kept of one owner. */
const JOURNAL_LINES = 500;

/** What is known of the tenants' places in Grafana. Rejects as `State` does. */
export class GrafanaBook {
  readonly #state: State;
  readonly #db: Kysely<GrafanaTables>;

  constructor(state: State) {
    this.#state = state;
    this.#db = builderFor<GrafanaTables>(state.dialect);
  }

  /** When each tenant that there is was made. */
  async tenants(): Promise<ReadonlyMap<string, number>> {
    const query = this.#db.selectFrom('tenants').select(['id', 'created_at_ms']).orderBy('id');
    const rows = await this.#state.all(query.compile());
    return new Map(rows.map(({ id, created_at_ms }) => [id, Number(created_at_ms)]));
  }

  /** All that are not retired. */
  async places(): Promise<readonly GrafanaPlace[]> {
    const query = this.#db.selectFrom('grafana_places').selectAll();
    const rows = await this.#state.all(
      query.where('phase', '!=', 'retired').orderBy('owner').orderBy('born_ms').compile(),
    );
    return rows.map(placeOf);
  }

  /** That of the tenant as it is now; undefined: none yet. */
  async placeOf(owner: string): Promise<GrafanaPlace | undefined> {
    const bornMs = (await this.tenants()).get(owner);
    const places = await this.places();
    return places.find((place) => place.owner === owner && place.bornMs === bornMs);
  }

  async savePlace(place: GrafanaPlace): Promise<void> {
    const row = rowOfPlace(place);
    const insert = this.#db
      .insertInto('grafana_places')
      .values(row)
      .onConflict((conflict) => conflict.columns(['owner', 'born_ms']).doUpdateSet(row));
    await this.#commit('grafana.place', [statement('grafana.place', insert.compile(), 'one')]);
  }

  /** What was seen there, which is gone or another one now. */
  async forgetSeen(shelf: SeenShelf): Promise<void> {
    const query = this.#db
      .deleteFrom('grafana_seen_boards')
      .where('organisation', '=', shelf.organisation)
      .where('uid', 'like', `${placeOn(shelf)}%`);
    await this.#commit('grafana.forget_seen', [
      statement('grafana.forget_seen', query.compile(), 'any'),
    ]);
  }

  /** How a pass over a place has ended. */
  async mark(
    { owner, bornMs }: PlaceKey,
    ended: Pick<GrafanaPlace, 'triedAtMs' | 'fault'> & { readonly doneAtMs?: number },
  ): Promise<void> {
    const { triedAtMs, fault, doneAtMs } = ended;
    const done = doneAtMs === undefined ? {} : { done_at_ms: doneAtMs };
    const update = this.#db
      .updateTable('grafana_places')
      .set({ tried_at_ms: triedAtMs, fault, ...done })
      .where('owner', '=', owner)
      .where('born_ms', '=', bornMs);
    await this.#commit('grafana.mark', [statement('grafana.mark', update.compile())]);
  }

  /** Forgets what lies at a place, when the organisation behind it is another. */
  async emptyPlace(key: PlaceKey): Promise<void> {
    await this.#commit('grafana.empty', [this.#dropSources(key), this.#dropPairs(key)]);
  }

  /** The place is done with: only its line stays, and the journal. */
  async retire(place: GrafanaPlace, line: JournalLine): Promise<void> {
    const update = this.#db
      .updateTable('grafana_places')
      .set({ ...rowOfPlace(place), phase: 'retired', fault: null })
      .where('owner', '=', place.owner)
      .where('born_ms', '=', place.bornMs);
    await this.#commit('grafana.retire', [
      statement('grafana.place', update.compile(), 'one'),
      this.#dropSources(place),
      this.#dropPairs(place),
      this.#journalLine(place.owner, line),
    ]);
  }

  async settings(owner: string): Promise<GrafanaSettings> {
    const query = this.#db.selectFrom('grafana_settings').selectAll().where('owner', '=', owner);
    const row = await this.#state.first(query.compile());
    return row === undefined ? NO_SETTINGS : settingsOf(row);
  }

  /** @throws AppError `precondition_failed` when another was first; `not_found`: no such tenant. */
  async saveSettings(
    owner: string,
    settings: Omit<GrafanaSettings, 'revision'>,
    seen: number,
    line: JournalLine,
  ): Promise<void> {
    const row: SettingsRow = {
      owner,
      scopes: JSON.stringify(settings.scopes),
      may_edit: settings.mayEdit ? 1 : 0,
      renew_before_ms: settings.renewBeforeMs,
      revision: seen + 1,
    };
    const update = this.#db
      .updateTable('grafana_settings')
      .set(row)
      .where('owner', '=', owner)
      .where('revision', '=', seen);
    const write =
      seen === 0 ? this.#db.insertInto('grafana_settings').values(row).compile() : update.compile();
    const outcome = await this.#state.commit({
      name: 'grafana.settings',
      statements: [statement('grafana.settings', write, 'one'), this.#journalLine(owner, line)],
    });
    if (outcome.kind === 'committed') return;
    throw new AppError(
      'precondition_failed',
      'The settings of Grafana were changed meanwhile; read them again and change those.',
    );
  }

  async sources({ owner, bornMs }: PlaceKey): Promise<readonly DataSourceRow[]> {
    const query = this.#db
      .selectFrom('grafana_data_sources')
      .selectAll()
      .where('owner', '=', owner)
      .where('born_ms', '=', bornMs)
      .orderBy('scope')
      .orderBy('kind');
    return this.#state.all(query.compile());
  }

  async saveSource(row: DataSourceRow): Promise<void> {
    const insert = this.#db
      .insertInto('grafana_data_sources')
      .values(row)
      .onConflict((conflict) => conflict.columns(['owner', 'born_ms', 'uid']).doUpdateSet(row));
    await this.#commit('grafana.source', [statement('grafana.source', insert.compile(), 'one')]);
  }

  async forgetSource({ owner, bornMs }: PlaceKey, uid: string): Promise<void> {
    const remove = this.#db
      .deleteFrom('grafana_data_sources')
      .where('owner', '=', owner)
      .where('born_ms', '=', bornMs)
      .where('uid', '=', uid);
    await this.#commit('grafana.source', [statement('grafana.source', remove.compile())]);
  }

  async pairs({ owner, bornMs }: PlaceKey): Promise<readonly PairRow[]> {
    const query = this.#db
      .selectFrom('grafana_dashboards')
      .selectAll()
      .where('owner', '=', owner)
      .where('born_ms', '=', bornMs)
      .orderBy('uid');
    return this.#state.all(query.compile());
  }

  async pair({ owner, bornMs }: PlaceKey, uid: string): Promise<PairRow | undefined> {
    const query = this.#db
      .selectFrom('grafana_dashboards')
      .selectAll()
      .where('owner', '=', owner)
      .where('born_ms', '=', bornMs)
      .where('uid', '=', uid);
    return this.#state.first(query.compile());
  }

  /** With a line for the journal, where something was done. */
  async savePair(row: PairRow, line?: JournalLine): Promise<void> {
    const insert = this.#db
      .insertInto('grafana_dashboards')
      .values(row)
      .onConflict((conflict) => conflict.columns(['owner', 'born_ms', 'uid']).doUpdateSet(row));
    await this.#commit('grafana.pair', [
      statement('grafana.pair', insert.compile(), 'one'),
      ...(line === undefined ? [] : [this.#journalLine(row.owner, line)]),
    ]);
  }

  async forgetPair({ owner, bornMs }: PlaceKey, uid: string, line?: JournalLine): Promise<void> {
    const remove = this.#db
      .deleteFrom('grafana_dashboards')
      .where('owner', '=', owner)
      .where('born_ms', '=', bornMs)
      .where('uid', '=', uid);
    await this.#commit('grafana.pair', [
      statement('grafana.pair', remove.compile()),
      ...(line === undefined ? [] : [this.#journalLine(owner, line)]),
    ]);
  }

  async note(owner: string, line: JournalLine): Promise<void> {
    await this.#commit('grafana.journal', [this.#journalLine(owner, line), this.#trim(owner)]);
  }

  /** Newest first. */
  async journal(owner: string, limit: number): Promise<readonly JournalLine[]> {
    const query = this.#db
      .selectFrom('grafana_journal')
      .selectAll()
      .where('owner', '=', owner)
      .orderBy('position', 'desc')
      .limit(limit);
    const rows = await this.#state.all(query.compile() as CompiledQuery<JournalRow>);
    return rows.map(lineOf);
  }

  #dropSources({ owner, bornMs }: PlaceKey): Statement {
    const remove = this.#db
      .deleteFrom('grafana_data_sources')
      .where('owner', '=', owner)
      .where('born_ms', '=', bornMs);
    return statement('grafana.drop_sources', remove.compile());
  }

  #dropPairs({ owner, bornMs }: PlaceKey): Statement {
    const remove = this.#db
      .deleteFrom('grafana_dashboards')
      .where('owner', '=', owner)
      .where('born_ms', '=', bornMs);
    return statement('grafana.drop_pairs', remove.compile());
  }

  #journalLine(owner: string, line: JournalLine): Statement {
    const { atMs, kind, actor, subject, message } = line;
    const row: Insertable<JournalRow> = { owner, at_ms: atMs, kind, actor, subject, message };
    return statement(
      'grafana.journal',
      this.#db.insertInto('grafana_journal').values(row).compile(),
      'one',
    );
  }

  #trim(owner: string): Statement {
    const beyond = this.#db
      .selectFrom('grafana_journal')
      .select('position')
      .where('owner', '=', owner)
      .orderBy('position', 'desc')
      .limit(JOURNAL_LINES)
      .offset(JOURNAL_LINES);
    const remove = this.#db.deleteFrom('grafana_journal').where('position', 'in', beyond);
    return statement('grafana.trim_journal', remove.compile());
  }

  async #commit(name: `grafana.${string}`, statements: readonly Statement[]): Promise<void> {
    const outcome = await this.#state.commit({ name, statements });
    if (outcome.kind === 'committed') return;
    throw new Error(`${name}: ${outcome.kind} at ${outcome.statement}`);
  }
}

function placeOf(row: PlaceRow): GrafanaPlace {
  const number = (value: number | null) => (value === null ? null : Number(value));
  return {
    owner: row.owner,
    bornMs: Number(row.born_ms),
    phase: row.phase === 'retiring' || row.phase === 'retired' ? row.phase : 'active',
    organisation: number(row.organisation),
    organisationName: row.organisation_name,
    folderUid: row.folder_uid,
    exportPath: row.export_path,
    triedAtMs: number(row.tried_at_ms),
    doneAtMs: number(row.done_at_ms),
    fault: row.fault,
  };
}

function rowOfPlace(place: GrafanaPlace): PlaceRow {
  return {
    owner: place.owner,
    born_ms: place.bornMs,
    phase: place.phase,
    organisation: place.organisation,
    organisation_name: place.organisationName,
    folder_uid: place.folderUid,
    export_path: place.exportPath,
    tried_at_ms: place.triedAtMs,
    done_at_ms: place.doneAtMs,
    fault: place.fault,
  };
}

function settingsOf(row: SettingsRow): GrafanaSettings {
  return {
    scopes: textsIn(row.scopes),
    mayEdit: Number(row.may_edit) === 1,
    renewBeforeMs: Number(row.renew_before_ms),
    revision: Number(row.revision),
  };
}

function textsIn(json: string): readonly string[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function lineOf({ at_ms, kind, actor, subject, message }: JournalRow): JournalLine {
  const known = JOURNAL_KINDS.find((one) => one === kind) ?? 'dashboard';
  return { atMs: Number(at_ms), kind: known, actor, subject, message };
}
