import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import type { ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { DashboardFile } from '../import/import-files.ts';
import { IMPORT_LIMITS } from '../import/import-limits.ts';
import type { ImportReason } from '../import/import-refusal.ts';
import type { ImportNote } from '../model/dashboard.ts';
import type { DashboardWithSource, StoredDashboard } from './dashboard.ts';
import { type DashboardBook, refuseReserved } from './dashboard-book.ts';
import { DASHBOARD_LIMITS } from './dashboard-limits.ts';
import { refusedAs, uidTaken } from './dashboard-refusals.ts';
import { BUILT_IN_PREFIX, type JudgedDraft, judgeDraft } from './judge-draft.ts';
import { RefusedDashboard } from './refused-dashboard.ts';
import { renameSource } from './rename-source.ts';

/** Files, where they go, and what becomes of one whose uid is taken. */
export interface ImportOrder {
  readonly scope: ScopeName;
  /** Folders of paths lie below it. */
  readonly folder: string;
  readonly files: readonly DashboardFile[];
  readonly onConflict: 'refuse' | 'replace' | 'copy';
  /** Says what would become of each, and writes nothing. */
  readonly dryRun: boolean;
}

/** What became of one file. */
export interface ImportOutcome {
  readonly path: string;
  readonly outcome: 'created' | 'replaced' | 'copied' | 'refused';
  /** Null for a refused one, and in a dry run for a new one. */
  readonly id: string | null;
  /** Empty where there is none. */
  readonly uid: string;
  readonly title: string;
  readonly queries: number;
  /** Why it was refused; empty otherwise. */
  readonly message: string;
  /** The same as a code; null: it was taken, or there is none. */
  readonly reason: ImportReason | null;
  /** What is not drawn as Grafana would. */
  readonly notes: readonly ImportNote[];
}

export interface DashboardImportOptions {
  readonly book: DashboardBook;
  readonly newId: () => string;
  readonly owner: string;
  readonly author: Author;
  readonly order: ImportOrder;
  readonly mayWrite: (dashboard: StoredDashboard) => boolean;
}

type Done = Pick<ImportOutcome, 'outcome' | 'id' | 'uid'>;

/** One import: each file is taken or refused by itself, in the order given. */
export class DashboardImport {
  readonly #options: DashboardImportOptions;
  /** What earlier files of this import have; a later one never replaces them. */
  readonly #uids = new Map<string, string>();

  constructor(options: DashboardImportOptions) {
    this.#options = options;
  }

  /** @throws AppError `too_large` for too many files or bytes together; then nothing is written. */
  async run(): Promise<readonly ImportOutcome[]> {
    const { files } = this.#options.order;
    refuseTooMuch(files);
    const outcomes: ImportOutcome[] = [];
    for (const file of files) {
      outcomes.push(await this.#take(file));
      // Each text is read at once; between them it is the turn of others.
      await setImmediate();
    }
    return outcomes;
  }

  async #take(file: DashboardFile): Promise<ImportOutcome> {
    const { order } = this.#options;
    const { path, text: source } = file;
    let known = { uid: '', title: '', queries: 0, notes: [] as readonly ImportNote[] };
    try {
      refuseOtherKinds(path);
      const folder = folderOf(order.folder, path);
      const draft = judgeDraft({
        scope: order.scope,
        folder,
        source,
        message: `Import of ${nameOf(path)}`,
      });
      const { title, queries, notes } = draft.facts;
      known = { uid: draft.facts.uid ?? '', title, queries, notes };
      const done = await this.#write(draft, path);
      return { path, ...known, ...done, message: '', reason: null };
    } catch (thrown) {
      if (!(thrown instanceof AppError) || !OF_ONE_FILE.has(thrown.kind)) throw thrown;
      const { message } = thrown;
      const reason = thrown instanceof RefusedDashboard ? thrown.why : null;
      return { path, ...known, outcome: 'refused', id: null, message, reason };
    }
  }

  async #write(draft: JudgedDraft, path: string): Promise<Done> {
    const { order, owner, book } = this.#options;
    const { uid } = draft.facts;
    if (uid === null) return this.#create(draft, 'created');
    const earlier = this.#uids.get(uid);
    this.#uids.set(uid, earlier ?? path);
    const stored = await book.find(owner, uid);
    const isReserved = uid.startsWith(BUILT_IN_PREFIX);
    const isTaken = earlier !== undefined || stored !== null || isReserved;
    if (isTaken && order.onConflict === 'copy') return this.#createCopy(draft);
    if (earlier !== undefined) throw sameUid(uid, earlier);
    if (stored === null) return this.#create(draft, 'created');
    if (order.onConflict === 'refuse') throw uidTaken(owner, uid);
    return this.#replace(stored, draft);
  }

  /** Where it lives it stays. */
  async #replace(stored: DashboardWithSource, draft: JudgedDraft): Promise<Done> {
    const { order, owner, book, author, mayWrite } = this.#options;
    const { id, uid, scope, folder } = stored;
    if (!mayWrite(stored)) throw uidTaken(owner, uid);
    if (!order.dryRun) await book.update(stored, { ...draft, scope, folder }, author, null);
    return { outcome: 'replaced', id, uid };
  }

  #createCopy(draft: JudgedDraft): Promise<Done> {
    const uid = this.#options.newId().toLowerCase();
    const source = renameSource(draft.source, uid, null);
    return this.#create({ ...draft, source, facts: { ...draft.facts, uid } }, 'copied');
  }

  async #create(draft: JudgedDraft, outcome: 'created' | 'copied'): Promise<Done> {
    const { order, owner, book, author } = this.#options;
    const uid = draft.facts.uid ?? '';
    if (order.dryRun) {
      refuseReserved(uid);
      return { outcome, id: null, uid };
    }
    const entry = { owner, draft, origin: 'imported', author, creationKey: null } as const;
    const created = await book.create(entry);
    return { outcome, id: created.id, uid: created.uid };
  }
}

/** What can be wrong with one file, while others are fine. */
const OF_ONE_FILE: ReadonlySet<AppError['kind']> = new Set([
  'invalid',
  'conflict',
  'limited',
  'precondition_failed',
]);

function refuseTooMuch(files: readonly DashboardFile[]): void {
  const { importBytes } = DASHBOARD_LIMITS;
  if (files.length > IMPORT_LIMITS.files)
    throw new AppError(
      'too_large',
      `At most ${IMPORT_LIMITS.files} files are imported at once, and these are ${files.length}. Import them in parts.`,
    );
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (bytes > importBytes)
    throw new AppError(
      'too_large',
      `At most ${importBytes / 1e6} MB are imported at once. Import them in parts.`,
    );
}

/** Alerts, rules and jsonnet lie beside the dashboards of a mixin. */
function refuseOtherKinds(path: string): void {
  if (path.toLowerCase().endsWith('.json')) return;
  throw refusedAs('invalid', 'other_file');
}

function sameUid(uid: string, path: string): AppError {
  return refusedAs('conflict', 'same_uid', { file: nameOf(path), uid });
}

/** The folder of a file: that of the import, then the folders of its path. */
function folderOf(folder: string, path: string): string {
  const names = path.split(/[/\\]/).slice(0, -1);
  const below = names.map((name) => name.trim()).filter((name) => !/^\.{0,2}$/.test(name));
  return [...(folder === '' ? [] : [folder]), ...below].join('/');
}

function nameOf(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? path;
  return name
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 200)
    .toWellFormed();
}
