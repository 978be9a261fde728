import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Board } from '../../catalogue/board.ts';
import { BOARDS, canFill } from '../../catalogue/catalogue.ts';
import { boardMetrics } from '../../catalogue/fit-board.ts';
import type { DataSourceSpec } from '../provision/data-source-spec.ts';
import { newPair } from '../sync/dashboard-pair.ts';
import type { GrafanaBook, PlaceKey } from '../sync/grafana-book.ts';
import type { PairRow } from '../sync/grafana-tables.ts';
import { type BoardInGrafana, boardInGrafana, boardUid } from './board-in-grafana.ts';

/** What metrics a tenant has. */
export interface BoardMetrics {
  /**
   * Which of the names the tenant as a whole has series of, of late.
   * Rejects with AppError where not all of its clusters can say so.
   */
  present(
    owner: string,
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<string>>;
}

export interface TenantBoardsOptions {
  readonly book: Pick<GrafanaBook, 'tenants' | 'pairs' | 'savePair' | 'forgetPair'>;
  readonly boardMetrics: BoardMetrics;
  readonly directory: () => Directory;
  /** 32 bytes that nothing else uses. */
  readonly uidKey: Uint8Array;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export interface TenantBoardsOf {
  readonly stands: readonly BoardInGrafana[];
  /** Uids of those that stood, and are to go. */
  readonly gone: readonly string[];
}

/** What nothing fills is kept as long, in ms, boards and panels: an exporter may be away for a while. */
export const KEPT_UNFILLED_MS = 7 * 86_400_000;
/** Names are asked for no more often. */
const ASK_EVERY_MS = 600_000;

let allNames: readonly string[] | null = null;
/** Their queries are read when somebody first has a Grafana. */
function namesOfAll(): readonly string[] {
  const asked = BOARDS.flatMap((board) => [...board.needs.flat(), ...boardMetrics(board)]);
  allNames ??= [...new Set(asked)].sort();
  return allNames;
}

const UNFILLED =
  'The metrics that it shows are not there any more: it is removed after 7 days without them.';

/**
 * The built-in dashboards that the metrics of a tenant fill. What stood is remembered, so that one whose
 * metrics are missing for a while stays, and nothing changes while they cannot be asked for.
 */
export class TenantBoards {
  readonly #options: TenantBoardsOptions;
  readonly #asked = new Map<string, Known>();

  constructor(options: TenantBoardsOptions) {
    this.#options = options;
  }

  /** @param isAsked somebody waits for it: names are asked for now. Rejects as the state does. */
  async of(
    key: PlaceKey,
    { specs, isAsked }: { readonly specs: readonly DataSourceSpec[]; readonly isAsked: boolean },
    signal: AbortSignal,
  ): Promise<TenantBoardsOf> {
    const { book, uidKey, directory } = this.#options;
    const { owner } = key;
    const { filled, seen } = await this.#known(key, isAsked, signal);
    const metrics = seen.size === 0 ? null : new Set(seen.keys());
    const rows = new Map((await book.pairs(key)).map((row) => [row.uid, row]));
    const language = directory().tenants.get(owner)?.language ?? 'en';
    const stands: BoardInGrafana[] = [];
    const gone: string[] = [];
    for (const board of BOARDS) {
      const uid = boardUid(uidKey, owner, board.id);
      const made = boardInGrafana(board, uid, { owner, language, specs, metrics });
      const verdict = await this.#judge(filled, board, made, { key, row: rows.get(uid) });
      if (verdict === 'stands') stands.push(made);
      if (verdict === 'gone') gone.push(uid);
    }
    return { stands, gone };
  }

  /** Those to be had where nobody can see what became of those before. */
  async standing(
    owner: string,
    specs: readonly DataSourceSpec[],
    signal: AbortSignal,
  ): Promise<readonly BoardInGrafana[]> {
    const bornMs = (await this.#options.book.tenants()).get(owner);
    if (bornMs === undefined) return [];
    const key = { owner, bornMs };
    // What is remembered of the others stays: over the API they have yet to go.
    return (await this.of(key, { specs, isAsked: false }, signal)).stands;
  }

  /** It is gone from Grafana as well. */
  async forget(key: PlaceKey, uid: string): Promise<void> {
    const atMs = this.#options.clock.nowMs();
    const message = 'removed from Grafana, since its metrics have been missing for 7 days';
    const line = { atMs, kind: 'dashboard', actor: 'tocsin', subject: uid, message } as const;
    await this.#options.book.forgetPair(key, uid, line);
  }

  async #judge(
    filled: Filled,
    board: Board,
    { uid, title }: BoardInGrafana,
    { key, row }: { readonly key: PlaceKey; readonly row: PairRow | undefined },
  ): Promise<'stands' | 'gone' | 'never'> {
    const { book, clock } = this.#options;
    if (filled === null) return row === undefined ? 'never' : 'stands';
    const nowMs = clock.nowMs();
    if (filled.has(board.id)) {
      const isKnown = row !== undefined && row.drift !== 'unfilled';
      const calm = { drift: null, message: null, at_ms: nowMs };
      if (!isKnown) await book.savePair({ ...(row ?? newPair(key, uid)), title, ...calm });
      return 'stands';
    }
    if (row === undefined) return 'never';
    if (row.drift !== 'unfilled') {
      await book.savePair({ ...row, drift: 'unfilled', message: UNFILLED, at_ms: nowMs });
      return 'stands';
    }
    return nowMs - Number(row.at_ms) < KEPT_UNFILLED_MS ? 'stands' : 'gone';
  }

  async #known({ owner, bornMs }: PlaceKey, isAsked: boolean, signal: AbortSignal): Promise<Known> {
    const { boardMetrics, clock } = this.#options;
    const name = `${owner} ${bornMs}`;
    const known = this.#asked.get(name);
    const nowMs = clock.nowMs();
    const isKnown = known !== undefined && known.filled !== null;
    if (isKnown && !isAsked && nowMs - known.atMs < ASK_EVERY_MS) return known;
    const present = await answered(boardMetrics.present(owner, namesOfAll(), signal), signal);
    const now = {
      atMs: nowMs,
      filled: present === null ? null : filledBy(present),
      seen: seenBy(known?.seen ?? new Map(), present ?? new Set(), nowMs),
    };
    this.#asked.set(name, now);
    this.#forgetOld(nowMs);
    return now;
  }

  /** Tenants may go. */
  #forgetOld(nowMs: number): void {
    for (const [name, { atMs }] of this.#asked) {
      if (nowMs - atMs > 10 * ASK_EVERY_MS) this.#asked.delete(name);
    }
  }
}

/** Ids of the boards that can be filled; null: it cannot be said now. */
type Filled = ReadonlySet<string> | null;

interface Known {
  readonly atMs: number;
  readonly filled: Filled;
  /** When which metric was last there: for a while the panels of one that is away stay. */
  readonly seen: ReadonlyMap<string, number>;
}

function filledBy(metrics: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(BOARDS.filter((one) => canFill(one, false, metrics)).map(({ id }) => id));
}

function seenBy(
  before: ReadonlyMap<string, number>,
  present: ReadonlySet<string>,
  nowMs: number,
): ReadonlyMap<string, number> {
  const still = [...before].filter(([, atMs]) => nowMs - atMs < KEPT_UNFILLED_MS);
  return new Map([...still, ...[...present].map((name) => [name, nowMs] as const)]);
}

/** Null: nobody can say. */
async function answered(
  asked: Promise<ReadonlySet<string>>,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | null> {
  try {
    return await asked;
  } catch (thrown) {
    signal.throwIfAborted();
    // Nothing changes until it can be said.
    if (thrown instanceof AppError) return null;
    throw thrown;
  }
}
