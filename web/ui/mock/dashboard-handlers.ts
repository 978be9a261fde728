import { boardJson } from '../../../dashboards/catalogue/board-json.ts';
import { BOARDS } from '../../../dashboards/catalogue/catalogue.ts';
import { importDashboardText } from '../../../dashboards/import/import-dashboard.ts';
import { askedMetrics } from '../../../dashboards/recordings/asked-metrics.ts';
import { planRecordings } from '../../../dashboards/recordings/plan-recordings.ts';
import { readRecordings } from '../../../dashboards/recordings/read-recordings.ts';
import type {
  Dashboard,
  DashboardImportInput,
  DashboardInput,
  DashboardVersionText,
} from '../../contract/dashboards.ts';
import { boardMetricHandlers } from './board-metric-handlers.ts';
import { dashboardSeeds } from './dashboard-seed.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type MockIo, nextId, type World } from './world.ts';

/** A dashboard with its past; the last version is the latest. */
interface Kept {
  readonly owner: string;
  dashboard: Dashboard;
  isDeleted: boolean;
  versions: readonly DashboardVersionText[];
}

interface Draft extends Pick<DashboardInput, 'scope' | 'folder' | 'source' | 'message'> {
  readonly origin: Dashboard['origin'];
  readonly uid?: string;
}

/** Stored dashboards of the mock; acme has two. Everybody may write all of them but `nodes`. */
export function dashboardHandlers(world: World, io: MockIo) {
  const shelf = new Shelf(world, io);
  for (const { owner, ...draft } of dashboardSeeds()) shelf.add(owner, draft);
  return {
    ...readers(shelf),
    ...writers(shelf),
    ...importers(shelf),
    ...boardMetricHandlers((owner) => shelf.ofOwner(owner, false)),
  };
}

class Shelf {
  readonly #world: World;
  readonly #io: MockIo;
  readonly #kept = new Map<string, Kept>();

  constructor(world: World, io: MockIo) {
    this.#world = world;
    this.#io = io;
  }

  ofOwner(owner: string, isDeleted: boolean): readonly Dashboard[] {
    const own = [...this.#kept.values()].filter(
      (kept) => kept.owner === owner && kept.isDeleted === isDeleted,
    );
    return own.map(({ dashboard }) => dashboard).reverse();
  }

  any(owner: string, id: string): Kept {
    const kept = this.#kept.get(id);
    if (kept?.owner !== owner) throw missing(id);
    return kept;
  }

  get(owner: string, id: string): Kept {
    const kept = this.any(owner, id);
    if (kept.isDeleted) throw missing(id);
    return kept;
  }

  byUid(owner: string, uid: string): Dashboard | undefined {
    return this.ofOwner(owner, false).find((one) => one.uid === uid);
  }

  newUid(): string {
    return nextId(this.#world).toLowerCase();
  }

  add(owner: string, { origin, uid: wished, ...input }: Draft): Dashboard {
    const { uid: said, ...shown } = read(input.source);
    const id = nextId(this.#world);
    const uid = wished ?? (said === '' ? id.toLowerCase() : said);
    if (this.byUid(owner, uid) !== undefined) throw taken(uid);
    const at = this.#now();
    const dashboard: Dashboard = {
      ...{ id, uid, ...shown, folder: input.folder, scope: input.scope, origin, revision: 0 },
      ...{ createdAt: at, updatedAt: at, author: 'ann', mayWrite: uid !== 'nodes' },
      source: input.source,
    };
    const kept: Kept = { owner, dashboard, isDeleted: false, versions: [] };
    this.#kept.set(id, kept);
    return this.put(kept, 'created', input.source, input.message ?? '');
  }

  put(
    kept: Kept,
    kind: DashboardVersionText['kind'],
    source: string,
    message: string,
    place: Partial<Pick<Dashboard, 'scope' | 'folder'>> = {},
  ): Dashboard {
    const at = this.#now();
    const { uid: _, ...shown } = read(source);
    const revision = kept.dashboard.revision + 1;
    kept.dashboard = { ...kept.dashboard, ...shown, ...place, source, revision, updatedAt: at };
    kept.isDeleted = kind === 'deleted';
    const { title } = kept.dashboard;
    kept.versions = [
      ...kept.versions,
      { revision, at, author: 'ann', message, title, kind, source },
    ];
    return kept.dashboard;
  }

  erase(id: string): void {
    this.#kept.delete(id);
  }

  #now(): string {
    return new Date(this.#io.now()).toISOString();
  }
}

function missing(id: string): MockFault {
  return new MockFault(404, 'not_found', `no dashboard ${id}`);
}

function taken(uid: string): MockFault {
  return new MockFault(409, 'conflict', `there is a dashboard with the uid ${uid} already`);
}

function refuseReadOnly({ dashboard }: Kept): void {
  if (!dashboard.mayWrite) throw new MockFault(403, 'scope_denied', 'you may only read it');
}

/** What the text says, as the service reads it. */
function read(source: string) {
  const result = importDashboardText(source);
  if (result.kind === 'imported') {
    const { uid, title, description, tags, panels } = result.dashboard;
    const all = panels.flatMap((panel) => [panel, ...panel.panels]);
    const count = all.filter(({ kind }) => kind !== 'row').length;
    return { uid, title, description, tags: [...tags], panels: count };
  }
  const details = [{ path: '/source', message: result.message }];
  throw new MockFault(400, 'invalid', result.message, details);
}

function readers(shelf: Shelf) {
  return {
    'dashboards.list': ({ params: { owner }, query }) => {
      const words = (query?.q ?? '').toLowerCase().split(/\s+/);
      const items = shelf.ofOwner(owner, query?.state === 'deleted').filter((one) => {
        const text = [one.title, one.description, ...one.tags].join('\n').toLowerCase();
        const { folder = '', tag, scope } = query ?? {};
        const isThere = folder === '' || `${one.folder}/`.startsWith(`${folder}/`);
        const isTagged = tag === undefined || one.tags.includes(tag);
        const isOf = scope === undefined || one.scope === scope;
        return isThere && isTagged && isOf && words.every((word) => text.includes(word));
      });
      return { items: items.map(({ source: _, ...summary }) => summary), nextCursor: null };
    },
    'dashboards.get': ({ params: { owner, id } }) => shelf.get(owner, id).dashboard,
    'dashboards.byUid': ({ params: { owner, uid } }) => {
      const found = shelf.byUid(owner, uid);
      if (found === undefined) throw missing(uid);
      return found;
    },
    'dashboards.export': ({ params: { owner, id } }): unknown =>
      JSON.parse(shelf.get(owner, id).dashboard.source),
    'dashboards.versions': ({ params: { owner, id } }) => ({
      items: shelf
        .any(owner, id)
        .versions.map(({ source: _, ...version }) => version)
        .reverse(),
      nextCursor: null,
    }),
    'dashboards.version': ({ params: { owner, id, revision } }) =>
      versionOf(shelf.any(owner, id), Number(revision)),
  } satisfies Partial<Handlers>;
}

function versionOf({ versions, dashboard }: Kept, revision: number): DashboardVersionText {
  const version = versions.find((one) => one.revision === revision);
  if (version === undefined) throw missing(`${dashboard.id}, revision ${revision}`);
  return version;
}

/** Sentinel: saving the title `raced` finds that somebody else was first, once. */
function race(shelf: Shelf, kept: Kept): never {
  const theirs = kept.dashboard.source.replace('"tags": [', '"tags": ["theirs", ');
  shelf.put(kept, 'changed', theirs, 'a tag');
  throw new MockFault(412, 'precondition_failed', 'it was changed since it was read');
}

function writers(shelf: Shelf) {
  return {
    'dashboards.create': ({ params: { owner }, body }) =>
      shelf.add(owner, { ...body, origin: 'written' }),
    'dashboards.update': ({ params: { owner, id }, body, revision }) => {
      const kept = shelf.get(owner, id);
      refuseReadOnly(kept);
      if (revision !== kept.dashboard.revision)
        throw new MockFault(412, 'precondition_failed', 'it was changed since it was read');
      const { source, scope, folder, message = '' } = body;
      if (source.includes('"raced"') && kept.dashboard.tags.every((tag) => tag !== 'theirs'))
        race(shelf, kept);
      return shelf.put(kept, 'changed', source, message, { scope, folder });
    },
    'dashboards.delete': ({ params: { owner, id }, query }) => {
      const forever = String(query?.forever) === 'true';
      const kept = forever ? shelf.any(owner, id) : shelf.get(owner, id);
      refuseReadOnly(kept);
      if (forever) shelf.erase(id);
      else shelf.put(kept, 'deleted', kept.dashboard.source, '');
      return null;
    },
    'dashboards.dropVersions': ({ params: { owner, id } }) => {
      const kept = shelf.get(owner, id);
      refuseReadOnly(kept);
      kept.versions = kept.versions.slice(-1);
      return null;
    },
    'dashboards.restore': ({ params: { owner, id }, body: { revision } }) => {
      const kept = shelf.any(owner, id);
      refuseReadOnly(kept);
      const { source } = versionOf(kept, revision);
      return shelf.put(kept, 'restored', source, `Revision ${revision}`);
    },
    'dashboards.copy': ({ params: { owner }, body: { from, scope, folder, title } }) => {
      const given =
        from.kind === 'dashboard'
          ? (JSON.parse(shelf.get(owner, from.id).dashboard.source) as Record<string, unknown>)
          : builtIn(from.uid, from.language);
      const source = JSON.stringify({ ...given, uid: shelf.newUid(), title }, null, 2);
      return shelf.add(owner, { scope, folder, source, origin: 'copied' });
    },
  } satisfies Partial<Handlers>;
}

function builtIn(uid: string, language: 'en' | 'zh') {
  const board = BOARDS.find(({ id }) => `tocsin-${id}` === uid);
  if (board === undefined) throw missing(uid);
  return boardJson(board, language);
}

function importers(shelf: Shelf) {
  return {
    'dashboards.import': ({ params: { owner }, body }) => {
      const items = body.files.map(({ path, text }) => {
        try {
          return importOne(shelf, owner, body, { path, text });
        } catch (fault) {
          if (!(fault instanceof MockFault)) throw fault;
          const judged = importDashboardText(text);
          const reason = judged.kind === 'refused' ? judged.reason : null;
          const none = { id: null, uid: '', title: '', queries: 0, notes: [], reason };
          return { path, outcome: 'refused' as const, message: fault.message, ...none };
        }
      });
      return { items, recordings: neededBy(body) };
    },
  } satisfies Partial<Handlers>;
}

/** Nothing is recorded here; what can be made counts as made. */
function neededBy({ files, ruleFiles = [], makeRecordings, dryRun }: DashboardImportInput) {
  const boards = files.flatMap(({ text }) => {
    const result = importDashboardText(text);
    if (result.kind === 'refused') return [];
    const { metrics } = askedMetrics(result.dashboard);
    return [{ uid: result.dashboard.uid, metrics }];
  });
  const given = ruleFiles.flatMap(({ text }) => readRecordings(text));
  const needs = { boards, present: new Set<string>(), ruled: new Set<string>(), given };
  return planRecordings(needs).map(({ record, boards: uids, state, rules }) => ({
    ...{ record, boards: [...uids], rules: rules.length, message: '' },
    outcome: state === 'missing' && makeRecordings && !dryRun ? ('made' as const) : state,
  }));
}

type ImportOrder = Pick<DashboardInput, 'scope' | 'folder'> & {
  readonly onConflict: 'refuse' | 'replace' | 'copy';
  readonly dryRun: boolean;
};

function importOne(
  shelf: Shelf,
  owner: string,
  { scope, folder: top, onConflict, dryRun }: ImportOrder,
  { path, text }: { readonly path: string; readonly text: string },
) {
  if (!path.endsWith('.json')) throw new MockFault(400, 'invalid', 'It is no .json file.');
  const { uid, title } = read(text);
  const result = importDashboardText(text);
  const notes = result.kind === 'imported' ? [...result.notes] : [];
  const panels = result.kind === 'imported' ? result.dashboard.panels : [];
  const all = panels.flatMap((panel) => [panel, ...panel.panels]);
  const queries = all.reduce((sum, { targets }) => sum + targets.length, 0);
  const stored = shelf.byUid(owner, uid);
  if (stored !== undefined && onConflict === 'refuse') throw taken(uid);
  const about = { path, title, queries, notes, message: '', reason: null };
  if (stored !== undefined && onConflict === 'replace') {
    if (!dryRun) shelf.put(shelf.get(owner, stored.id), 'changed', text, `Import of ${path}`);
    return { ...about, outcome: 'replaced' as const, id: stored.id, uid };
  }
  const outcome = stored === undefined ? ('created' as const) : ('copied' as const);
  if (dryRun) return { ...about, outcome, id: null, uid };
  const folder = [top, ...path.split('/').slice(0, -1)].filter((name) => name !== '').join('/');
  const wished = stored === undefined ? {} : { uid: shelf.newUid() };
  const made = shelf.add(owner, { scope, folder, source: text, origin: 'imported', ...wished });
  return { ...about, outcome, id: made.id, uid: made.uid };
}
