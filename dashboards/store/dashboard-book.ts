import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { BatchOutcome, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import { notFound, refuseOtherRevision } from '../../platform/tenancy/refusals.ts';
import { printScopeName, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import { importRefusal } from '../import/import-refusal.ts';
import type {
  DashboardOrigin,
  DashboardVersion,
  DashboardWithSource,
  StoredDashboard,
} from './dashboard.ts';
import { refuseDashboardOutcome, uidTaken } from './dashboard-refusals.ts';
import type { DashboardRepository, DashboardWrite } from './dashboard-repository.ts';
import { BUILT_IN_PREFIX, type JudgedDraft, judgeDraft } from './judge-draft.ts';
import type { SourceFacts } from './judge-source.ts';
import { RefusedDashboard } from './refused-dashboard.ts';

export interface DashboardBookOptions {
  readonly dashboards: DashboardRepository;
  /** Preconditions that the place exists. */
  readonly placeStands: (scope: ScopeName) => readonly Statement[];
  readonly clock: Clock;
  /** Makes a ULID. */
  readonly newId: () => string;
}

export interface NewDashboard {
  readonly owner: string;
  readonly draft: JudgedDraft;
  readonly origin: DashboardOrigin;
  /** Null where no person does it. */
  readonly author: Author | null;
  /** Equal keys of one owner create one dashboard; null for none. */
  readonly creationKey: string | null;
}

/**
 * The dashboards of all owners, for jobs inside the process: it asks nobody's permission. What is
 * written is judged, counted and versioned as people's writing is, which goes through here too.
 *
 * All methods throw AppError: `invalid`, `conflict` for a uid that is taken or a place that is gone,
 * `precondition_failed` for a lost race, `limited` when the owner's are used up.
 */
export class DashboardBook {
  readonly #options: DashboardBookOptions;

  constructor(options: DashboardBookOptions) {
    this.#options = options;
  }

  /** One that is not deleted. */
  find(owner: string, uid: string): Promise<DashboardWithSource | null> {
    return this.#options.dashboards.byUid(owner, uid);
  }

  /** One that is not deleted. */
  get(owner: string, id: string): Promise<DashboardWithSource | null> {
    return this.#options.dashboards.get(owner, id);
  }

  /** Null when there is none, or when it was dropped. */
  version(id: string, revision: number): Promise<DashboardVersion | null> {
    return this.#options.dashboards.version(id, revision);
  }

  /** All that are not deleted, newest first. */
  ofOwner(owner: string): Promise<readonly StoredDashboard[]> {
    return this.#options.dashboards.ofOwner(owner, 'standing');
  }

  async create(entry: NewDashboard): Promise<DashboardWithSource> {
    const { dashboards, clock, newId, placeStands } = this.#options;
    const { owner, draft, origin, author, creationKey } = entry;
    const earlier = await this.#createdBefore(entry);
    if (earlier !== null) return earlier;
    const id = newId();
    const uid = draft.facts.uid ?? id.toLowerCase();
    refuseReserved(uid);
    const atMs = clock.nowMs();
    const dashboard: StoredDashboard = {
      ...{ id, uid, owner, scope: draft.scope, folder: draft.folder },
      ...shownOf(draft.facts),
      ...{ origin, revision: 1, createdAtMs: atMs, updatedAtMs: atMs },
      ...{ author: author?.name ?? null, deletedAtMs: null },
    };
    const { source, message } = draft;
    const statements = placeStands(draft.scope);
    const write = {
      dashboard,
      kind: 'created',
      source,
      message,
      atMs,
      author,
      statements,
    } as const;
    const outcome = await dashboards.create(write, creationKey);
    const winner = outcome.kind === 'conflict' ? await this.#createdBefore(entry) : null;
    if (winner !== null) return winner;
    await this.#refuseTaken(outcome, owner, uid);
    refuseDashboardOutcome(outcome, dashboard);
    return { ...dashboard, source };
  }

  /**
   * The same text in the same place changes nothing.
   * @param revision that was read; null overwrites whatever is there
   */
  async update(
    before: DashboardWithSource,
    draft: JudgedDraft,
    author: Author | null,
    revision: number | null,
  ): Promise<DashboardWithSource> {
    refuseOther(before, revision);
    const { uid, source: old } = before;
    if (draft.facts.uid !== null && draft.facts.uid !== uid) throw otherUid(uid, draft.facts.uid);
    const isMoved = printScopeName(before.scope) !== printScopeName(draft.scope);
    const { source, scope, folder, message } = draft;
    if (!isMoved && before.folder === folder && old === source) return before;
    const dashboard = { ...before, ...shownOf(draft.facts), scope, folder };
    const statements = isMoved ? this.#options.placeStands(scope) : [];
    return this.#next(dashboard, { kind: 'changed', source, message, author, statements });
  }

  /** Its versions stay. @param revision that was read; null deletes whatever is there */
  async remove(
    before: StoredDashboard,
    message: string,
    author: Author | null,
    revision: number | null,
  ): Promise<void> {
    refuseOther(before, revision);
    const atMs = this.#nowMs(before);
    const dashboard = {
      ...before,
      ...{ revision: before.revision + 1, updatedAtMs: atMs, deletedAtMs: atMs },
      author: author?.name ?? null,
    };
    const write = { dashboard, kind: 'deleted', source: null, message, atMs, author } as const;
    const outcome = await this.#options.dashboards.remove({ ...write, statements: [] });
    refuseDashboardOutcome(outcome, dashboard);
  }

  /** A deleted one and all its versions, for good. */
  async erase(before: StoredDashboard): Promise<void> {
    refuseDashboardOutcome(await this.#options.dashboards.erase(before), before);
  }

  /** All versions of one that stands but the latest, for good. */
  async dropPast(dashboard: StoredDashboard): Promise<void> {
    refuseDashboardOutcome(await this.#options.dashboards.dropPast(dashboard), dashboard);
  }

  /** The text of a version becomes the latest, where the dashboard lives now; a deleted one is back. */
  async restore(
    before: StoredDashboard,
    revision: number,
    author: Author | null,
  ): Promise<DashboardWithSource> {
    const { dashboards } = this.#options;
    const version = await dashboards.version(before.id, revision);
    if (version === null) throw notFound(`Revision ${revision} of the dashboard ${before.id}`);
    const { source } = version;
    if (before.deletedAtMs === null && revision === before.revision) return { ...before, source };
    const { scope, folder } = before;
    const { facts } = judgeDraft({ scope, folder, source, message: '' });
    const dashboard = { ...before, ...shownOf(facts), deletedAtMs: null };
    const message = `Revision ${revision}`;
    const change = { kind: 'restored', source, message, author, statements: [] } as const;
    return this.#next(dashboard, change, before.deletedAtMs !== null);
  }

  async #next(
    changed: StoredDashboard,
    change: Omit<DashboardWrite, 'dashboard' | 'atMs' | 'source'> & { readonly source: string },
    wasDeleted = false,
  ): Promise<DashboardWithSource> {
    const { dashboards } = this.#options;
    const atMs = this.#nowMs(changed);
    const dashboard: StoredDashboard = {
      ...changed,
      ...{ revision: changed.revision + 1, updatedAtMs: atMs },
      author: change.author?.name ?? null,
    };
    const write = { ...change, dashboard, atMs };
    const outcome = await (wasDeleted ? dashboards.revive(write) : dashboards.change(write));
    refuseDashboardOutcome(outcome, dashboard);
    return { ...dashboard, source: change.source };
  }

  #nowMs({ updatedAtMs }: StoredDashboard): number {
    return Math.max(this.#options.clock.nowMs(), updatedAtMs);
  }

  async #createdBefore(entry: NewDashboard) {
    const { owner, creationKey } = entry;
    if (creationKey === null) return null;
    const earlier = await this.#options.dashboards.byCreation(owner, creationKey);
    if (earlier === null || isSameEntry(earlier, entry)) return earlier;
    throw new AppError(
      'conflict',
      'The Idempotency-Key has created another dashboard already. Send another key.',
    );
  }

  /** A key whose dashboard was deleted meanwhile is no taken uid. */
  async #refuseTaken(outcome: BatchOutcome, owner: string, uid: string): Promise<void> {
    if (outcome.kind !== 'conflict') return;
    if ((await this.find(owner, uid)) !== null) throw uidTaken(owner, uid);
    throw new AppError(
      'conflict',
      'The Idempotency-Key has created a dashboard that was deleted. Send another key.',
    );
  }
}

/** Copies have a uid of their own each time they are made. */
function isSameEntry(earlier: DashboardWithSource, { origin, draft }: NewDashboard): boolean {
  if (earlier.origin !== origin) return false;
  return origin === 'copied'
    ? earlier.title === draft.facts.title
    : earlier.source === draft.source;
}

/** @throws AppError `invalid` for the uid of a built-in dashboard, now or later. */
export function refuseReserved(uid: string): void {
  if (!uid.startsWith(BUILT_IN_PREFIX)) return;
  const message = `uids that begin with ${BUILT_IN_PREFIX} are those of built-in dashboards; copy the built-in one, or give it another uid`;
  const refusal = importRefusal('uid_reserved', { uid, prefix: BUILT_IN_PREFIX });
  throw new RefusedDashboard('invalid', refusal, { details: [{ path: '/source', message }] });
}

function otherUid(uid: string, given: string): AppError {
  const message = `its uid is ${given}, and this dashboard's is ${uid}, which never changes; write "uid": "${uid}", or create another dashboard`;
  return new AppError('invalid', `The dashboard cannot be saved: ${message}.`, {
    details: [{ path: '/source', message }],
  });
}

function refuseOther(before: StoredDashboard, revision: number | null): void {
  const { title, author } = before;
  const by = author === null ? '' : `, by ${author}`;
  refuseOtherRevision(
    `Dashboard ${title} (now revision ${before.revision}${by})`,
    before,
    revision,
  );
}

function shownOf({ title, description, tags, panels }: SourceFacts) {
  return { title, description, tags, panels };
}
