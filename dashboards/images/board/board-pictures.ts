import type { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { spawnThread } from '../../../platform/lifecycle/spawn-thread.ts';
import { OwnerTurns } from '../../../platform/model/owner-turns.ts';
import { apiAt } from '../../model/scoped-api.ts';
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

interface Waiting extends BoardOrder {
  readonly id: number;
  /** Ends what is asked for the dashboard. */
  readonly ending: AbortController;
  readonly resolve: (drawn: DrawnBoard) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Dashboards as pictures, in a thread of its own, one after the other, owners in turn: what is drawn and what comes of
 * hostile boards costs the main loop nothing but their questions. The thread is ended when it has had
 * nothing to do for a minute (100 MB), and with a dashboard that takes too long.
 */
export class BoardPictures implements Service {
  readonly name = 'board-pictures';
  readonly #options: BoardPicturesOptions;
  readonly #waiting = new OwnerTurns<Waiting>();
  #current: Waiting | null = null;
  #worker: Worker | null = null;
  #timer: Timer | null = null;
  #lastId = 0;
  #isStopped = false;

  constructor(options: BoardPicturesOptions) {
    this.#options = options;
  }

  /**
   * Draws a dashboard, see `renderDashboard`. Rejects with AppError `limited` while 8 of the owner or 64 wait, `timeout`
   * after a minute, `internal` for what cannot be drawn, `unavailable` after the stop; with the
   * signal's reason when it is aborted.
   */
  draw(order: BoardOrder, signal: AbortSignal): Promise<DrawnBoard> {
    if (this.#isStopped) return Promise.reject(stopped());
    if (signal.aborted) return Promise.reject(signal.reason);
    const { owner } = order;
    const isOfOwner = this.#waiting.of(owner) >= MOST_OF_OWNER;
    if (isOfOwner || this.#waiting.size >= MAX_WAITING) {
      const crowd = isOfOwner
        ? `${MOST_OF_OWNER} dashboards of ${owner}`
        : `${MAX_WAITING} dashboards`;
      return Promise.reject(new AppError('limited', `${crowd} wait to be drawn; try again`));
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const heard = new AbortController();
    const drawn = new Promise<DrawnBoard>((resolve, reject) => {
      const waiting = { ...order, id, ending: new AbortController(), resolve, reject };
      const leave = () => this.#leave(waiting, signal.reason);
      signal.addEventListener('abort', leave, { once: true, signal: heard.signal });
      this.#waiting.push(waiting);
      this.#next();
    });
    return drawn.finally(() => heard.abort());
  }

  /** Who asked has gone: what is drawn for nobody is ended, with its thread. */
  #leave(waiting: Waiting, reason: unknown): void {
    if (this.#waiting.remove(waiting)) {
      waiting.reject(reason);
    } else if (this.#current === waiting) {
      void this.#end();
      this.#settle(({ reject }) => reject(reason));
    }
  }

  #next(): void {
    if (this.#current !== null) return;
    this.#timer?.cancel();
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#timer = this.#options.clock.after(IDLE_MS, () => void this.#end());
      return;
    }
    this.#current = next;
    this.#timer = this.#options.clock.after(LIMIT_MS, () => {
      void this.#end();
      const message = `the dashboard was not drawn within ${LIMIT_MS} ms`;
      this.#settle(({ reject }) => reject(new AppError('timeout', message)));
    });
    const { id, request, pngs, sources } = next;
    const hasIncidents = sources.incidents !== undefined;
    try {
      this.#worker ??= this.#spawn();
      const clusters = sources.api.clusters?.names ?? [];
      this.#post({ kind: 'order', id, request, pngs, hasIncidents, clusters });
    } catch (cause) {
      const message = 'the thread of dashboards cannot be started';
      this.#settle(({ reject }) => reject(new AppError('internal', message, { cause })));
    }
  }

  #post(message: ToBoardThread): void {
    this.#worker?.postMessage(message);
  }

  #spawn(): Worker {
    const { fontFolder } = this.#options;
    const worker = spawnThread(import.meta.url, './board-thread', {
      name: 'board-pictures',
      workerData: { fontFolder },
    });
    worker.unref();
    worker.on('message', (message: FromBoardThread) => {
      if (this.#worker === worker) this.#heard(message);
    });
    worker.on('error', (cause) => this.#died(worker, cause));
    worker.on('exit', () => this.#died(worker, null));
    return worker;
  }

  #heard(message: FromBoardThread): void {
    const current = this.#current;
    if (current?.id !== message.id) return;
    if (message.kind === 'ask') void this.#answer(current, message);
    else if (message.kind === 'drawn') this.#settle(({ resolve }) => resolve(message.drawn));
    else {
      const text = `the dashboard cannot be drawn: ${message.message}`;
      this.#settle(({ reject }) => reject(new AppError('internal', text)));
    }
  }

  async #answer(current: Waiting, asking: BoardAsk): Promise<void> {
    const answer = await answerOf(current, asking);
    if (this.#current === current) this.#post({ kind: 'answered', ask: asking.ask, answer });
  }

  /** An ended one of before is not missed. */
  #died(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    if (this.#current === null) return;
    const error = new AppError('internal', 'the thread of dashboards has ended', { cause });
    this.#settle(({ reject }) => reject(error));
  }

  #settle(how: (waiting: Waiting) => void): void {
    const current = this.#current;
    this.#current = null;
    this.#timer?.cancel();
    this.#timer = null;
    if (current !== null) {
      current.ending.abort();
      how(current);
    }
    if (!this.#isStopped) this.#next();
  }

  #end(): Promise<unknown> {
    const worker = this.#worker;
    this.#worker = null;
    return worker === null ? Promise.resolve() : worker.terminate();
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { reject } of this.#waiting.takeAll()) reject(stopped());
    await this.#end();
    this.#settle(({ reject }) => reject(stopped()));
  }
}

/** Never rejects: what is refused is an answer for the thread. */
async function answerOf(
  { sources, ending: { signal } }: Waiting,
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

function stopped(): AppError {
  return new AppError('unavailable', 'dashboards are not drawn any more');
}
