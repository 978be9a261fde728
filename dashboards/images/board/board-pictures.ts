import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { spawnThread } from '../../../platform/lifecycle/spawn-thread.ts';
import { apiAt } from '../../model/scoped-api.ts';
import { PictureThread, type ThreadJob } from '../picture-thread.ts';
import type {
  AskedAnswer,
  BoardAsk,
  BoardPngs,
  DrawnBoard,
  FromBoardThread,
  ToBoardThread,
} from './board-message.ts';
import type { BoardRequest, BoardSources } from './board-picture.ts';

export interface BoardPicturesOptions {
  /** Where the fonts are put as files; may be that of the `Rasteriser`. */
  readonly fontFolder: string;
  readonly clock: Pick<Clock, 'after'>;
  /** Of the thread, megabytes; a gigabyte when left out. */
  readonly mostHeapMb?: number;
}

export interface BoardOrder {
  /** Tenant, or `_platform`: whose turn it takes. */
  readonly owner: string;
  readonly request: BoardRequest;
  readonly sources: BoardSources;
  readonly pngs: BoardPngs;
}

const MAX_WAITING = 64;
/** Of one owner. */
const MOST_OF_OWNER = 8;
/** The budget of asking, and as much again for loading and drawing. */
const LIMIT_MS = 60_000;
const IDLE_MS = 60_000;
/** Several times what the largest dashboard takes whose panels are within their bounds. */
const MOST_HEAP_MB = 1_024;

interface Drawing extends ThreadJob, BoardOrder {
  readonly id: number;
  /** Ends what is asked for the dashboard. */
  readonly ending: AbortController;
  readonly resolve: (drawn: DrawnBoard) => void;
}

/**
 * Dashboards as pictures, in a thread of its own, one after the other, owners in turn: what is drawn and what comes of
 * hostile boards costs the main loop nothing but their questions. The thread is ended when it has had
 * nothing to do for a minute (100 MB), and with a dashboard that takes too long.
 */
export class BoardPictures implements Service {
  readonly name = 'board-pictures';
  readonly #thread: PictureThread<Drawing>;
  #lastId = 0;

  constructor({ fontFolder, clock, mostHeapMb = MOST_HEAP_MB }: BoardPicturesOptions) {
    const threadOptions = { name: this.name, workerData: { fontFolder }, mostHeapMb };
    this.#thread = new PictureThread({
      words: { one: 'dashboard', many: 'dashboards' },
      most: { waiting: MAX_WAITING, ofOwner: MOST_OF_OWNER },
      spawn: () => spawnThread(import.meta.url, './board-thread', threadOptions),
      heard: (message, current) => this.#heard(message as FromBoardThread, current),
      idleMs: IDLE_MS,
      clock,
    });
  }

  /**
   * Draws a dashboard, see `renderDashboard`. Rejects with AppError `limited` while 8 of the owner or 64 wait, `timeout`
   * after a minute, `internal` for what cannot be drawn, `unavailable` after the stop; with the
   * signal's reason when it is aborted.
   */
  draw(order: BoardOrder, signal: AbortSignal): Promise<DrawnBoard> {
    const refusal = this.#thread.refusal(order.owner);
    if (refusal !== null) return Promise.reject(refusal);
    if (signal.aborted) return Promise.reject(signal.reason);
    this.#lastId += 1;
    const id = this.#lastId;
    const { request, pngs, sources } = order;
    const hasIncidents = sources.incidents !== undefined;
    const clusters = sources.api.clusters?.names ?? [];
    const begin: ThreadJob['begin'] = (post) => {
      post({ kind: 'order', id, request, pngs, hasIncidents, clusters } satisfies ToBoardThread);
      return LIMIT_MS;
    };
    const done = new AbortController();
    const drawn = new Promise<DrawnBoard>((resolve, reject) => {
      const job = { ...order, id, begin, ending: done, resolve, reject };
      const leave = () => this.#thread.leave(job, signal.reason);
      signal.addEventListener('abort', leave, { once: true, signal: done.signal });
      this.#thread.push(job);
    });
    return drawn.finally(() => done.abort());
  }

  #heard(message: FromBoardThread, current: Drawing | null): void {
    if (current?.id !== message.id) return;
    if (message.kind === 'ask') void this.#answer(current, message);
    else if (message.kind === 'drawn') this.#thread.settle(({ resolve }) => resolve(message.drawn));
    else {
      const text = `the dashboard cannot be drawn: ${message.message}`;
      this.#thread.settle(({ reject }) => reject(new AppError('internal', text)));
    }
  }

  async #answer(current: Drawing, asking: BoardAsk): Promise<void> {
    const answer = await answerOf(current, asking);
    if (this.#thread.current !== current) return;
    this.#thread.post({ kind: 'answered', ask: asking.ask, answer } satisfies ToBoardThread);
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return this.#thread.stop();
  }
}

/** Never rejects: what is refused is an answer for the thread. */
async function answerOf(
  { sources, ending: { signal } }: Drawing,
  { of, cluster, path, parameters }: BoardAsk,
): Promise<AskedAnswer> {
  try {
    if (of === 'incidents') {
      const data = (await sources.incidents?.(signal)) ?? [];
      return { kind: 'data', data, warnings: [] };
    }
    const { data, warnings } = await apiAt(sources.api, cluster)[of](path, parameters, signal);
    return { kind: 'data', data, warnings };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { kind: 'refused', message };
  }
}
