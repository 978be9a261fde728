import type { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { spawnThread } from '../../../platform/lifecycle/spawn-thread.ts';
import { OwnerTurns } from '../../../platform/model/owner-turns.ts';
import type {
  Drawing,
  RasterAnswer,
  RasterOrder,
  RasterTask,
  SvgPicture,
} from './raster-message.ts';

export interface RasteriserOptions {
  /** Where the fonts are put as files, which is how resvg reads them; made when it is missing. */
  readonly fontFolder: string;
  readonly clock: Clock;
  /** So long after the start the thread begins; left out: with the first picture. */
  readonly prepareAfterMs?: number | undefined;
}

const MAX_POINTS = 2_000_000;
const MAX_SIDE_PX = 4_000;
/** Of an SVG, which may be a whole dashboard: 24 million pixels at the size it is shown in. */
const MAX_SVG_AREA = 24_000_000;
const MAX_WAITING = 256;
/** Of one owner. */
const MOST_OF_OWNER = 32;
const LIMIT_MS = 4_000;
/** Of an SVG of the greatest area; a small one has as long as a chart. */
const SVG_LIMIT_MS = 15_000;
/** To load fonts and libraries, on a machine that has much to do; no picture's time. */
const LOAD_LIMIT_MS = 30_000;

interface Waiting {
  readonly owner: string;
  readonly limitMs: number;
  readonly order: RasterOrder;
  readonly resolve: (png: Uint8Array) => void;
  readonly reject: (error: AppError) => void;
}

/**
 * Charts and SVG to PNG in a thread of its own, one picture after the other, owners in turn. The thread
 * begins with the first picture or with `prepare`, and is ended with one that takes too long: the next
 * has another.
 */
export class Rasteriser implements Service {
  readonly name = 'pictures';
  readonly #options: RasteriserOptions;
  readonly #waiting = new OwnerTurns<Waiting>();
  #current: Waiting | null = null;
  #worker: Worker | null = null;
  #timer: Timer | null = null;
  #lastId = 0;
  #isStopped = false;
  #isReady = false;
  #preparing: Timer | null = null;

  constructor(options: RasteriserOptions) {
    this.#options = options;
  }

  /**
   * A PNG of twice the size. Rejects with AppError `too_large` for a picture beyond 4,000 px a side or two
   * million points, `limited` while 32 of the owner or 256 wait, `timeout` after four seconds of drawing, `internal` for
   * what cannot be drawn, `unavailable` after the stop.
   * @param owner tenant, or `_platform`
   */
  draw(drawing: Drawing, owner: string): Promise<Uint8Array> {
    const { chart, frame } = drawing;
    const points = chart.timesMs.length * Math.max(1, chart.series.length);
    const side = Math.max(frame.widthPx, frame.heightPx);
    const refused = !(side <= MAX_SIDE_PX) || points > MAX_POINTS;
    if (refused || !isSomething(frame)) {
      return Promise.reject(tooLarge(`a picture of ${side} px and ${points} points`));
    }
    return this.#ask(owner, { kind: 'chart', drawing }, LIMIT_MS);
  }

  /** An SVG of ours as PNG: of 24 million pixels at most. Rejects as `draw` does. */
  drawSvg(picture: SvgPicture, owner: string): Promise<Uint8Array> {
    const area = picture.widthPx * picture.heightPx;
    if (!(area <= MAX_SVG_AREA) || !isSomething(picture)) {
      return Promise.reject(tooLarge(`a picture of ${picture.widthPx} by ${picture.heightPx} px`));
    }
    const limitMs = LIMIT_MS + (area / MAX_SVG_AREA) * (SVG_LIMIT_MS - LIMIT_MS);
    return this.#ask(owner, { kind: 'svg', picture }, limitMs);
  }

  /** Begins the thread, so that the next picture need not wait for it; what fails is said by that one. */
  prepare(): void {
    if (this.#isStopped || this.#worker !== null) return;
    try {
      this.#worker = this.#spawn();
    } catch {
      // The picture that needs it tries again, and rejects with the reason.
      this.#worker = null;
    }
  }

  /** Whether a picture is drawn at once. */
  get isReady(): boolean {
    return this.#isReady;
  }

  #ask(owner: string, task: RasterTask, limitMs: number): Promise<Uint8Array> {
    const refusal = this.#refusal(owner);
    if (refusal !== null) return Promise.reject(refusal);
    this.#lastId += 1;
    const order = { id: this.#lastId, task };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ owner, limitMs, order, resolve, reject });
      this.#next();
    });
  }

  #refusal(owner: string): AppError | null {
    if (this.#isStopped) return new AppError('unavailable', 'pictures are not drawn any more');
    if (this.#waiting.of(owner) >= MOST_OF_OWNER)
      return new AppError('limited', `${MOST_OF_OWNER} pictures of ${owner} wait; try again`);
    return this.#waiting.size >= MAX_WAITING
      ? new AppError('limited', `${MAX_WAITING} pictures are waiting; try again`)
      : null;
  }

  #next(): void {
    if (this.#current !== null) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#current = next;
    try {
      this.#worker ??= this.#spawn();
      this.#worker.postMessage(next.order);
    } catch (cause) {
      this.#settle(({ reject }) =>
        reject(new AppError('internal', 'the thread of pictures cannot be started', { cause })),
      );
      return;
    }
    this.#limit(this.#isReady ? next.limitMs : LOAD_LIMIT_MS);
  }

  /** Ends the picture that is drawn, and its thread, when so much time has passed. */
  #limit(limitMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(limitMs, () => {
      void this.#end();
      this.#settle(({ reject }) =>
        reject(new AppError('timeout', `the picture was not drawn within ${limitMs} ms`)),
      );
    });
  }

  #spawn(): Worker {
    this.#isReady = false;
    const worker = spawnThread(import.meta.url, './raster-thread', {
      name: 'pictures',
      workerData: { fontFolder: this.#options.fontFolder },
    });
    worker.unref();
    worker.on('message', (answer: RasterAnswer) => this.#heard(worker, answer));
    worker.on('error', (cause) => this.#died(worker, cause));
    worker.on('exit', () => this.#died(worker, null));
    return worker;
  }

  /** Of an ended thread nothing is heard. */
  #heard(worker: Worker, answer: RasterAnswer): void {
    if (this.#worker !== worker) return;
    if (answer.kind === 'ready') {
      this.#isReady = true;
      if (this.#current !== null) this.#limit(this.#current.limitMs);
      return;
    }
    if (this.#current?.order.id !== answer.id) return;
    this.#settle(({ resolve, reject }) => {
      if (answer.kind === 'drawn') resolve(answer.png);
      else reject(new AppError('internal', `the picture cannot be drawn: ${answer.message}`));
    });
  }

  /** An ended one of before is not missed. */
  #died(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#isReady = false;
    if (this.#current === null) return;
    this.#settle(({ reject }) =>
      reject(new AppError('internal', 'the thread of pictures has ended', { cause })),
    );
  }

  #settle(how: (waiting: Waiting) => void): void {
    const current = this.#current;
    this.#current = null;
    this.#timer?.cancel();
    this.#timer = null;
    if (current !== null) how(current);
    this.#next();
  }

  #end(): Promise<unknown> {
    const worker = this.#worker;
    this.#worker = null;
    this.#isReady = false;
    return worker === null ? Promise.resolve() : worker.terminate();
  }

  start(): Promise<void> {
    const { clock, prepareAfterMs } = this.#options;
    if (prepareAfterMs !== undefined) {
      this.#preparing = clock.after(prepareAfterMs, () => this.prepare());
    }
    return Promise.resolve();
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#preparing?.cancel();
    const gone = new AppError('unavailable', 'pictures are not drawn any more');
    for (const { reject } of this.#waiting.takeAll()) reject(gone);
    await this.#end();
    this.#settle(({ reject }) => reject(gone));
  }
}

function isSomething({
  widthPx,
  heightPx,
}: {
  readonly widthPx: number;
  readonly heightPx: number;
}) {
  return Math.min(widthPx, heightPx) > 0;
}

function tooLarge(what: string): AppError {
  return new AppError('too_large', what);
}
