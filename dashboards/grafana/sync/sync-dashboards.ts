import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { StoredDashboard } from '../../store/dashboard.ts';
import type { DashboardBook } from '../../store/dashboard-book.ts';
import type { OwnSources } from '../boards/own-sources.ts';
import type { GrafanaClient } from '../client/grafana-client.ts';
import type { GrafanaMetrics } from '../client/grafana-metrics.ts';
import { type DashboardMove, DashboardMoves } from './dashboard-moves.ts';
import {
  type DriftKind,
  hashOfOurs,
  newPair,
  type OurSide,
  type TheirSide,
  theirSide,
} from './dashboard-pair.ts';
import {
  type DashboardStep,
  decideDashboard,
  isMassLoss,
  type KnownPair,
} from './decide-dashboard.ts';
import { isOfGrafana, isOfOne } from './fault-of-one.ts';
import { FolderTree } from './folder-tree.ts';
import type { GrafanaBook } from './grafana-book.ts';
import type { PairRow } from './grafana-tables.ts';
import { type KeepSeenOptions, keepSeen } from './keep-seen.ts';
import { type PlaceInGrafana, shelfOf } from './place-in-grafana.ts';

export interface SyncDashboardsOptions {
  readonly client: GrafanaClient;
  readonly book: GrafanaBook;
  readonly dashboards: Pick<
    DashboardBook,
    'find' | 'ofOwner' | 'create' | 'update' | 'remove' | 'version'
  >;
  /** What is in step is kept there for the time when Grafana is away. */
  readonly seen: KeepSeenOptions['seen'];
  readonly clock: Clock;
  readonly metrics: GrafanaMetrics;
}

export interface DashboardsPass {
  readonly place: PlaceInGrafana;
  /** Nodes whose dashboards are shown; the tenant is one of them. */
  readonly nodes: ReadonlySet<string>;
  /** Uids of built-in dashboards, which go their own way. */
  readonly builtIn: ReadonlySet<string>;
  readonly sources: OwnSources;
  /** Somebody asks for it: what was refused is tried again. */
  readonly isAsked: boolean;
}

/** Both sides as they were listed at the beginning of a pass. */
interface Listed extends DashboardsPass {
  readonly tree: FolderTree;
  readonly ours: ReadonlyMap<string, StoredDashboard>;
  readonly theirs: ReadonlySet<string>;
  readonly rows: ReadonlyMap<string, PairRow>;
  readonly seen: ReadonlySet<string>;
  /** So much is gone from Grafana that it is put back. */
  readonly isLost: boolean;
}

const PROVISIONED =
  'It comes from a provisioning file of Grafana and cannot be saved there: take it out of those files, or delete it here.';

/**
 * Brings a tenant's dashboards and those in its Grafana in step, one after the other. Each step is
 * remembered when it is done, so that a pass that breaks off goes on where it was. What one
 * dashboard is refused is noted and stops no other; what Grafana as a whole is short of rejects.
 */
export class SyncDashboards {
  readonly #options: SyncDashboardsOptions;
  readonly #moves: DashboardMoves;

  constructor(options: SyncDashboardsOptions) {
    this.#options = options;
    this.#moves = new DashboardMoves(options);
  }

  async run(pass: DashboardsPass, signal: AbortSignal): Promise<void> {
    const listed = await this.#list(pass, signal);
    const { ours, theirs, rows } = listed;
    for (const uid of [...new Set([...ours.keys(), ...theirs, ...rows.keys()])].sort()) {
      signal.throwIfAborted();
      try {
        await this.#one(uid, listed, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        if (!(thrown instanceof AppError) || !isOfOne(thrown)) throw thrown;
        await this.#refused(uid, listed, thrown);
      }
    }
  }

  async #list(pass: DashboardsPass, signal: AbortSignal): Promise<Listed> {
    const { client, book, dashboards } = this.#options;
    const { place, nodes, builtIn } = pass;
    const tree = await FolderTree.read(client, place, signal);
    const hits = await client.search(place.organisation, 'dash-db', signal);
    const own = hits.filter(({ uid }) => !builtIn.has(uid));
    const inside = own.filter((hit) => tree.pathOf(hit.folderUid ?? '') !== null);
    const theirs = new Set(inside.map(({ uid }) => uid));
    const standing = await dashboards.ofOwner(place.owner);
    const shown = standing.filter(({ scope }) => nodes.has(printScopeName(scope)));
    const ours = new Map(shown.map((one) => [one.uid, one]));
    const all = (await book.pairs(place)).filter(({ uid }) => !builtIn.has(uid));
    const known = all.filter(({ uid, their_hash }) => their_hash !== null && ours.has(uid));
    const gone = known.filter(({ uid }) => !theirs.has(uid));
    const isLost = isMassLoss(gone.length, known.length);
    const rows = new Map(all.map((row) => [row.uid, row]));
    const seen = await this.#options.seen.uids(shelfOf(place));
    return { ...pass, tree, ours, theirs, rows, seen, isLost };
  }

  async #one(uid: string, listed: Listed, signal: AbortSignal): Promise<void> {
    const { place, tree, sources } = listed;
    const before = listed.rows.get(uid);
    const settled = before === undefined ? newPair(place, uid) : await this.#moves.settle(before);
    const theirs = listed.theirs.has(uid) ? await this.#theirs(uid, listed, signal) : null;
    const row = asRead(settled, theirs, listed.ours.get(uid)?.folder);
    if (row !== settled) await this.#options.book.savePair(row);
    const ours = await this.#ours(listed.ours.get(uid), row);
    const known = before === undefined ? undefined : knownOf(row, listed.isAsked);
    const decided = decideDashboard(known, ours?.hash ?? null, theirs?.hash ?? null);
    const step = decided === 'delete-ours' && listed.isLost ? 'push' : decided;
    const isWritten = step === 'push' || step === 'conflict' || step === 'delete-theirs';
    if (theirs?.isProvisioned && isWritten) {
      return this.#drift({ ...row, title: theirs.title }, 'provisioned', PROVISIONED);
    }
    if (theirs !== null && !listed.seen.has(uid)) {
      await keepSeen(this.#options, place, { ...theirs, uid });
    }
    await this.#do(step, { place, tree, sources, row, ours, theirs }, signal);
  }

  async #do(step: DashboardStep, move: DashboardMove, signal: AbortSignal): Promise<void> {
    const { book, seen, metrics } = this.#options;
    switch (step) {
      case 'nothing':
        return this.#cleared(move.row);
      case 'note':
        return this.#moves.note(move);
      case 'forget':
        await seen.forget(shelfOf(move.place), move.row.uid);
        return book.forgetPair(move.place, move.row.uid);
      case 'push':
        await this.#moves.push(move, signal);
        return metrics.dashboard('pushed');
      case 'pull':
        await this.#moves.pull(move);
        return metrics.dashboard('pulled');
      case 'delete-theirs':
        await this.#moves.deleteTheirs(move, signal);
        return metrics.dashboard('deleted');
      case 'delete-ours':
        await this.#moves.deleteOurs(move);
        return metrics.dashboard('deleted');
      case 'conflict':
        await this.#moves.conflict(move, signal);
        return metrics.dashboard('conflict');
      default:
        return assertNever(step);
    }
  }

  async #theirs(uid: string, { place, tree }: Listed, signal: AbortSignal) {
    const answer = await this.#options.client.dashboard(place.organisation, uid, signal);
    return answer === null ? null : theirSide(answer, tree);
  }

  /** What has not changed since is not read again. */
  async #ours(one: StoredDashboard | undefined, row: PairRow): Promise<OurSide | null> {
    if (one === undefined) return null;
    const { revision, title } = one;
    if (row.our_revision === revision && row.our_hash !== null) {
      return { revision, title, hash: row.our_hash };
    }
    const found = await this.#options.dashboards.find(one.owner, one.uid);
    return found && { revision: found.revision, title: found.title, hash: hashOfOurs(found) };
  }

  async #refused(uid: string, { place, theirs }: Listed, fault: AppError): Promise<void> {
    const kept = (await this.#options.book.pair(place, uid)) ?? newPair(place, uid);
    // Where it stood once, another tenant's may stand now: it is not to be shown as this one's.
    const isGone = !theirs.has(uid) && kept.pending_source === null && kept.their_hash !== null;
    const row = isGone ? { ...kept, their_hash: null, their_version: null } : kept;
    if (isGone) await this.#options.book.savePair(row);
    const refused = isOfGrafana(fault) ? 'refused-there' : 'refused-here';
    await this.#drift(
      row,
      fault.kind === 'precondition_failed' ? 'waiting' : refused,
      fault.message,
    );
  }

  /** A version that was in the way is so no more. */
  async #cleared(row: PairRow): Promise<void> {
    if (row.drift === 'waiting')
      await this.#options.book.savePair({ ...row, drift: null, message: null });
  }

  async #drift(row: PairRow, drift: DriftKind, message: string): Promise<void> {
    if (row.drift === drift && row.message === message) return;
    this.#options.metrics.dashboard('refused');
    const at_ms = this.#options.clock.nowMs();
    await this.#options.book.savePair({ ...row, drift, message, at_ms });
  }
}

/**
 * Another Grafana answers what was saved before in its own form: a later schema, further members. Nobody
 * has changed it where the version and the folder are those that were seen, so it does not come here.
 */
function asRead(row: PairRow, theirs: TheirSide | null, folder: string | undefined): PairRow {
  if (theirs === null || row.their_hash === null || row.their_hash === theirs.hash) return row;
  const isSaved = row.their_version !== theirs.version || folder !== theirs.folder;
  return isSaved ? row : { ...row, their_hash: theirs.hash };
}

/** What was refused is as good as never seen, when somebody asks. */
function knownOf(row: PairRow, isAsked: boolean): KnownPair | undefined {
  const isNone = row.our_hash === null && row.their_hash === null;
  if (isNone || (isAsked && row.drift !== null && row.our_hash === null)) return undefined;
  return { ours: row.our_hash, theirs: row.their_hash };
}
