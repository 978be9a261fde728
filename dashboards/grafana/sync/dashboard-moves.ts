import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Author } from '../../../platform/tenancy/author.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { DashboardWithSource } from '../../store/dashboard.ts';
import type { DashboardBook } from '../../store/dashboard-book.ts';
import { judgeDraft } from '../../store/judge-draft.ts';
import { boardForGrafana } from '../boards/board-for-grafana.ts';
import type { OwnSources } from '../boards/own-sources.ts';
import type { GrafanaClient } from '../client/grafana-client.ts';
import { contentHash } from './content-hash.ts';
import { hashOfOurs, type OurSide, sourceOf, type TheirSide } from './dashboard-pair.ts';
import type { FolderTree } from './folder-tree.ts';
import type { GrafanaBook, JournalLine } from './grafana-book.ts';
import type { PairRow } from './grafana-tables.ts';
import { type KeepSeenOptions, keepSeen } from './keep-seen.ts';
import { type PlaceInGrafana, shelfOf } from './place-in-grafana.ts';

export interface DashboardMovesOptions {
  readonly client: GrafanaClient;
  readonly book: GrafanaBook;
  readonly dashboards: Pick<DashboardBook, 'find' | 'create' | 'update' | 'remove' | 'version'>;
  readonly seen: KeepSeenOptions['seen'];
  readonly clock: Clock;
}

/** One dashboard, as both sides have it. */
export interface DashboardMove {
  readonly place: PlaceInGrafana;
  readonly tree: FolderTree;
  readonly sources: OwnSources;
  readonly row: PairRow;
  readonly ours: OurSide | null;
  readonly theirs: TheirSide | null;
}

/** What the store may say of one dashboard. */
const REFUSALS: ReadonlySet<string> = new Set(['invalid', 'conflict', 'limited', 'too_large']);

const IN_STEP = { drift: null, message: null, pending_source: null, pending_folder: null } as const;

/**
 * What can be done with one dashboard to bring it in step. Each is remembered when it is done, and doing
 * it again after a crash changes nothing more. Rejects as `GrafanaClient` and `DashboardBook` do.
 */
export class DashboardMoves {
  readonly #options: DashboardMovesOptions;

  constructor(options: DashboardMovesOptions) {
    this.#options = options;
  }

  /** Both say the same already. */
  async note(move: DashboardMove): Promise<void> {
    const { row, ours, theirs } = move;
    if (ours === null || theirs === null) return;
    await this.#seen(move, theirs);
    await this.#inStep(row, { ...ours, theirHash: theirs.hash, theirVersion: theirs.version });
  }

  /** Ours goes to Grafana, on top of the version that was read there. */
  async push(
    { place, tree, sources, row, theirs }: DashboardMove,
    signal: AbortSignal,
  ): Promise<void> {
    const { client, dashboards } = this.#options;
    const found = await dashboards.find(place.owner, row.uid);
    if (found === null) return; // deleted meanwhile; the next pass sees it
    const { source, folder, revision, title, scope } = found;
    const json = boardForGrafana(source, printScopeName(scope), sources);
    const folderUid = await tree.ensure(folder, signal);
    const version = await client.saveDashboard(
      place.organisation,
      {
        dashboard: { ...json, id: null, uid: row.uid, version: theirs?.version ?? 0 },
        folderUid,
        message: `Revision ${revision} of tocsin`,
        overwrite: false,
      },
      signal,
    );
    const kept = await client.dashboard(place.organisation, row.uid, signal);
    const hash = hashOfOurs(found);
    // Grafana may keep something else than it was given; what somebody wrote meanwhile is theirs.
    const isOurs = kept?.meta.version === version;
    const theirHash = isOurs ? contentHash(kept.dashboard, folder) : hash;
    if (isOurs) await this.#seen({ place, row }, { title, folder, json: kept.dashboard });
    const state = { revision, title, hash, theirHash, theirVersion: version };
    await this.#inStep(
      row,
      state,
      this.#line('tocsin', row, `written to Grafana, revision ${revision}`),
    );
  }

  /** Theirs becomes a version of ours, or a new dashboard of ours. */
  async pull(move: DashboardMove): Promise<void> {
    const { row, theirs } = move;
    if (theirs === null) return;
    await this.#seen(move, theirs);
    try {
      const found = await this.#options.dashboards.find(move.place.owner, row.uid);
      const { revision } = await this.#take(move, theirs, found);
      const text = `taken from Grafana, version ${theirs.version}`;
      const state = { ...theirs, revision, theirHash: theirs.hash, theirVersion: theirs.version };
      await this.#inStep(row, state, this.#line(actorOf(theirs), row, text));
    } catch (thrown) {
      if (!(thrown instanceof AppError) || !REFUSALS.has(thrown.kind)) throw thrown;
      // Not asked again until it changes there.
      const isNew = move.ours === null;
      const seen = { our_hash: null, our_revision: null, their_hash: theirs.hash };
      await this.#refused(isNew ? { ...row, ...seen } : row, theirs, thrown);
    }
  }

  async deleteTheirs({ place, row }: DashboardMove, signal: AbortSignal): Promise<void> {
    const { client, seen } = this.#options;
    await client.removeDashboard(place.organisation, row.uid, signal);
    await seen.forget(shelfOf(place), row.uid);
    const line = this.#line('tocsin', row, 'removed from Grafana, since it was deleted here');
    await this.#options.book.forgetPair(place, row.uid, line);
  }

  async deleteOurs({ place, row, ours }: DashboardMove): Promise<void> {
    const { dashboards, book } = this.#options;
    const found = await dashboards.find(place.owner, row.uid);
    // Changed meanwhile: a change beats a deletion, and the next pass sees it.
    if (found !== null && found.revision !== ours?.revision) return;
    if (found !== null) {
      await dashboards.remove(found, 'Deleted in Grafana', GRAFANA, found.revision);
    }
    await this.#options.seen.forget(shelfOf(place), row.uid);
    const line = this.#line('Grafana', row, 'deleted here, since it was deleted in Grafana');
    await book.forgetPair(place, row.uid, line);
  }

  /**
   * Both changed: theirs becomes a version of ours, and ours the newest again, which then goes to
   * Grafana. Ours is remembered before, so that a crash in between does not leave theirs on top.
   */
  async conflict(move: DashboardMove, signal: AbortSignal): Promise<void> {
    const { place, row, theirs } = move;
    const { dashboards, book, clock } = this.#options;
    const found = await dashboards.find(place.owner, row.uid);
    if (found === null || theirs === null) return;
    const pending = {
      ...row,
      title: found.title,
      our_hash: null,
      our_revision: found.revision,
      their_hash: theirs.hash,
      their_version: theirs.version,
      pending_source: found.source,
      pending_folder: found.folder,
      at_ms: clock.nowMs(),
    };
    await book.savePair(pending);
    try {
      await this.#take(move, theirs, found);
    } catch (thrown) {
      // Theirs could not be kept, so ours must not go over it.
      await book.savePair(row);
      if (!(thrown instanceof AppError) || !REFUSALS.has(thrown.kind)) throw thrown;
      return this.#refused(row, theirs, thrown);
    }
    const settled = await this.settle(pending);
    const text = `changed here and in Grafana: version ${theirs.version} of Grafana is in the list of versions, ours (revision ${found.revision}) stays`;
    await book.note(place.owner, this.#line(actorOf(theirs), row, text, 'conflict'));
    await this.push({ ...move, row: settled }, signal);
  }

  /**
   * Ends a conflict that was begun: ours is the newest version again. Where the process ended before theirs
   * was a version here, it is as if neither side had been seen, and the conflict begins anew.
   */
  async settle(row: PairRow): Promise<PairRow> {
    const { pending_source: source, pending_folder: folder } = row;
    if (source === null) return row;
    const { dashboards, book } = this.#options;
    const found = await dashboards.find(row.owner, row.uid);
    const isTaken = found !== null && (await this.#isTaken(found, row));
    if (isTaken && hashOfOurs(found) === row.their_hash) {
      const message = 'As it was before the change in Grafana, which is the version before';
      const draft = judgeDraft({ scope: found.scope, folder: folder ?? '', source, message });
      await dashboards.update(found, draft, null, found.revision);
    }
    const settled = {
      ...row,
      ...(isTaken ? { our_hash: row.their_hash } : { their_hash: null, their_version: null }),
      our_revision: null,
      ...{ pending_source: null, pending_folder: null },
    };
    await book.savePair(settled);
    return settled;
  }

  /** Whether theirs became the version after the one that was there when the conflict began. */
  async #isTaken({ id }: DashboardWithSource, row: PairRow): Promise<boolean> {
    const { our_revision: before, their_version: theirs } = row;
    if (before === null || theirs === null) return false;
    const next = await this.#options.dashboards.version(id, before + 1);
    const isOfGrafana = next?.author === GRAFANA.name;
    return isOfGrafana && next.message.startsWith(takenAs(theirs));
  }

  async #refused(row: PairRow, { title }: TheirSide, fault: AppError): Promise<void> {
    const at_ms = this.#options.clock.nowMs();
    const drift = { drift: 'refused-here', message: fault.message, at_ms };
    await this.#options.book.savePair({ ...row, title, ...drift });
  }

  /** @param found ours, on top of which theirs goes */
  async #take(
    { place, row }: DashboardMove,
    theirs: TheirSide,
    found: DashboardWithSource | null,
  ): Promise<DashboardWithSource> {
    const { dashboards } = this.#options;
    const source = sourceOf(row.uid, theirs);
    const by = theirs.by === '' ? '' : ` by ${theirs.by}`;
    const message = `${takenAs(theirs.version)}${by}`.slice(0, 200);
    const { folder } = theirs;
    if (found === null) {
      const node = { tenant: place.owner, project: null, environment: null };
      const scope = { kind: 'node', node, cluster: null } as const;
      const draft = judgeDraft({ scope, folder, source, message });
      const entry = { owner: place.owner, draft, author: GRAFANA, creationKey: null };
      return dashboards.create({ ...entry, origin: 'grafana' });
    }
    if (hashOfOurs(found) === theirs.hash) return found;
    const draft = judgeDraft({ scope: found.scope, folder, source, message });
    return dashboards.update(found, draft, GRAFANA, found.revision);
  }

  async #seen(
    { place, row }: Pick<DashboardMove, 'place' | 'row'>,
    { title, folder, json }: Pick<TheirSide, 'title' | 'folder' | 'json'>,
  ): Promise<void> {
    await keepSeen(this.#options, place, { uid: row.uid, title, folder, json });
  }

  async #inStep(row: PairRow, state: InStep, line?: JournalLine): Promise<void> {
    const inStep = {
      ...row,
      ...IN_STEP,
      title: state.title,
      our_hash: state.hash,
      our_revision: state.revision,
      their_hash: state.theirHash,
      their_version: state.theirVersion,
      at_ms: this.#options.clock.nowMs(),
    };
    await this.#options.book.savePair(inStep, line);
  }

  #line(
    actor: string,
    { uid }: PairRow,
    message: string,
    kind: JournalLine['kind'] = 'dashboard',
  ): JournalLine {
    return { atMs: this.#options.clock.nowMs(), kind, actor, subject: uid, message };
  }
}

interface InStep {
  readonly revision: number;
  readonly title: string;
  readonly hash: string;
  readonly theirHash: string;
  readonly theirVersion: number;
}

/** No person of ours: who it was in Grafana stands in the message of the version. */
const GRAFANA: Author = { id: 'grafana', name: 'Grafana' };

/** How the message of a version begins that was one of Grafana. */
function takenAs(version: number): string {
  return `Version ${version} of Grafana`;
}

function actorOf({ by }: TheirSide): string {
  return by === '' ? 'Grafana' : `${by} (Grafana)`.slice(0, 200);
}
