import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { authorOf } from '../../platform/tenancy/author.ts';
import { holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { type Page, type PageRequest, pageOfNewest } from '../../platform/tenancy/keyset.ts';
import { ownerNode, ownerOfNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { notFound, scopeDenied } from '../../platform/tenancy/refusals.ts';
import { printScopeName, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import { type CopyOrder, copiedSource } from './copied-source.ts';
import type {
  DashboardDraft,
  DashboardVersion,
  DashboardWithSource,
  StoredDashboard,
} from './dashboard.ts';
import { mayReadDashboard, mayWriteDashboard } from './dashboard-access.ts';
import type { DashboardBook } from './dashboard-book.ts';
import { type DashboardFilter, passesFilter } from './dashboard-filter.ts';
import type { DashboardRepository } from './dashboard-repository.ts';
import { DashboardImport, type ImportOrder, type ImportOutcome } from './import-dashboards.ts';
import { judgeDraft } from './judge-draft.ts';

export interface DashboardServiceOptions {
  readonly dashboards: DashboardRepository;
  readonly book: DashboardBook;
  readonly directory: () => Directory;
  readonly logger: Pick<Logger, 'info'>;
  /** Makes a ULID. */
  readonly newId: () => string;
}

export interface DashboardSave {
  readonly principal: Principal;
  readonly owner: string;
  readonly draft: DashboardDraft;
}

/**
 * Dashboards for people: who may do what is decided here, whatever the route has asked for. Reading and
 * writing: `dashboard-access.ts`.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners and places); `not_found`, also
 * for dashboards of others or not readable; and what `DashboardBook` throws.
 */
export class DashboardService {
  readonly #options: DashboardServiceOptions;

  constructor(options: DashboardServiceOptions) {
    this.#options = options;
  }

  /** Newest first; only those that the caller can read. */
  async list(
    principal: Principal,
    owner: string,
    state: 'standing' | 'deleted',
    filter: DashboardFilter,
    page: PageRequest,
  ): Promise<Page<StoredDashboard>> {
    this.#within(principal, owner);
    const { dashboards, directory } = this.#options;
    const now = directory();
    const found = (await dashboards.ofOwner(owner, state)).filter(
      (one) => passesFilter(one, filter) && mayReadDashboard(now, principal, one.scope),
    );
    return pageOfNewest(found, page);
  }

  async get(principal: Principal, owner: string, id: string): Promise<DashboardWithSource> {
    this.#within(principal, owner);
    return this.#seen(principal, await this.#options.book.get(owner, id), id);
  }

  async byUid(principal: Principal, owner: string, uid: string): Promise<DashboardWithSource> {
    this.#within(principal, owner);
    return this.#seen(principal, await this.#options.book.find(owner, uid), uid);
  }

  /** Whether the caller may change it. */
  mayWrite(principal: Principal, { scope }: StoredDashboard): boolean {
    return mayWriteDashboard(this.#options.directory(), principal, scope);
  }

  /** Newest first; of deleted ones too. */
  async versions(
    principal: Principal,
    owner: string,
    id: string,
    page: PageRequest,
  ): Promise<Page<DashboardVersion>> {
    await this.#any(principal, owner, id);
    return this.#options.dashboards.versions(id, page);
  }

  async version(
    principal: Principal,
    owner: string,
    id: string,
    revision: number,
  ): Promise<DashboardVersion & { readonly source: string }> {
    await this.#any(principal, owner, id);
    const version = await this.#options.dashboards.version(id, revision);
    if (version === null) throw notFound(`Revision ${revision} of the dashboard ${id}`);
    return version;
  }

  /** @param creationKey equal keys of one caller create one dashboard; null for none */
  async create(
    { principal, owner, draft }: DashboardSave,
    creationKey: string | null,
  ): Promise<DashboardWithSource> {
    this.#place(principal, owner, draft.scope);
    return this.#options.book.create({
      ...{ owner, origin: 'written', draft: judgeDraft(draft), author: authorOf(principal) },
      creationKey: keyOf(principal, creationKey),
    });
  }

  /** @param revision from If-Match */
  async update(
    { principal, owner, draft }: DashboardSave,
    id: string,
    revision: number,
  ): Promise<DashboardWithSource> {
    const before = await this.get(principal, owner, id);
    this.#mayChange(principal, before);
    if (printScopeName(before.scope) !== printScopeName(draft.scope)) {
      this.#place(principal, owner, draft.scope);
    }
    return this.#options.book.update(before, judgeDraft(draft), authorOf(principal), revision);
  }

  /**
   * @param revision from If-Match; null deletes whatever is there
   * @param forever also one that was deleted before, with all its versions
   */
  async remove(
    principal: Principal,
    owner: string,
    id: string,
    revision: number | null,
    forever: boolean,
  ): Promise<void> {
    const before = await this.#any(principal, owner, id);
    if (before.deletedAtMs !== null && !forever) throw notFound(`Dashboard ${id}`);
    this.#mayChange(principal, before);
    const { book, dashboards } = this.#options;
    if (before.deletedAtMs === null) await book.remove(before, '', authorOf(principal), revision);
    const deleted = forever ? await dashboards.any(owner, id) : null;
    if (deleted === null) return;
    await book.erase(deleted);
    this.#sayForGood(principal, deleted, 'dashboard removed for good');
  }

  /** All versions of one that stands but the latest go, for good. */
  async dropPast(principal: Principal, owner: string, id: string): Promise<void> {
    const dashboard = await this.get(principal, owner, id);
    this.#mayChange(principal, dashboard);
    await this.#options.book.dropPast(dashboard);
    this.#sayForGood(principal, dashboard, 'versions of a dashboard removed for good');
  }

  /** Also of a deleted one, which is back then. */
  async restore(
    principal: Principal,
    owner: string,
    id: string,
    revision: number,
  ): Promise<DashboardWithSource> {
    const before = await this.#any(principal, owner, id);
    this.#mayChange(principal, before);
    return this.#options.book.restore(before, revision, authorOf(principal));
  }

  /** Of a built-in dashboard, or of one that the caller can read. */
  async copy(
    principal: Principal,
    owner: string,
    order: CopyOrder,
    creationKey: string | null,
  ): Promise<DashboardWithSource> {
    this.#place(principal, owner, order.scope);
    const { newId, book } = this.#options;
    const { from, scope, folder, title } = order;
    const given = from.kind === 'built-in' ? null : await this.get(principal, owner, from.id);
    const { source, message } = copiedSource(from, given, { uid: newId().toLowerCase(), title });
    return book.create({
      ...{ owner, origin: 'copied', author: authorOf(principal) },
      draft: judgeDraft({ scope, folder, source, message }),
      creationKey: keyOf(principal, creationKey),
    });
  }

  /** Each file by itself. @throws AppError `too_large` when they are too much together */
  async importFiles(
    principal: Principal,
    owner: string,
    order: ImportOrder,
  ): Promise<readonly ImportOutcome[]> {
    this.#place(principal, owner, order.scope);
    const { book, newId } = this.#options;
    return new DashboardImport({
      ...{ book, newId, owner, order, author: authorOf(principal) },
      mayWrite: (dashboard) => this.mayWrite(principal, dashboard),
    }).run();
  }

  /** Nothing in the state says so afterwards. */
  #sayForGood(principal: Principal, { owner, id, uid }: StoredDashboard, message: string): void {
    const { id: authorId, name: author } = principal;
    this.#options.logger.info({ owner, dashboard: id, uid, author, authorId }, message);
  }

  #within(principal: Principal, owner: string): void {
    const isSeen = holdsWithin(
      this.#options.directory(),
      principal,
      ownerNode(owner),
      'dashboards:read',
    );
    if (!isSeen) throw scopeDenied();
  }

  /** Deleted ones too. */
  async #any(principal: Principal, owner: string, id: string): Promise<StoredDashboard> {
    this.#within(principal, owner);
    return this.#seen(principal, await this.#options.dashboards.any(owner, id), id);
  }

  #seen<Found extends StoredDashboard>(principal: Principal, found: Found | null, name: string) {
    const directory = this.#options.directory();
    if (found !== null && mayReadDashboard(directory, principal, found.scope)) return found;
    throw notFound(`Dashboard ${name}`);
  }

  #mayChange(principal: Principal, dashboard: StoredDashboard): void {
    if (!this.mayWrite(principal, dashboard)) throw scopeDenied();
  }

  /** Where something is put: of the owner, there, and the caller's to write. */
  #place(principal: Principal, owner: string, scope: ScopeName): void {
    const node = scope.kind === 'node' ? scope.node : null;
    if (scope.cluster !== null) throw clustered();
    const directory = this.#options.directory();
    const isThere = ownerOfNode(node) === owner && (node === null || directory.has(node));
    if (!isThere || !mayWriteDashboard(directory, principal, scope)) throw scopeDenied();
  }
}

function keyOf({ id }: Principal, key: string | null): string | null {
  return key === null ? null : `${id}:${key}`;
}

function clustered(): AppError {
  const message = 'a dashboard lives in a tenant, project or environment, not on a cluster of it';
  return new AppError('invalid', `/scope: ${message}`, { details: [{ path: '/scope', message }] });
}
