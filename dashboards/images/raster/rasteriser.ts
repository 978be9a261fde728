import type { Clock, Timer } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { spawnThread } from '../../../platform/lifecycle/spawn-thread.ts';
import { PictureThread, type ThreadJob } from '../picture-thread.ts';
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
const MOST_HEAP_MB = 1_024;
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

interface Painting extends ThreadJob {
  readonly limitMs: number;
  readonly id: number;
  readonly resolve: (png: Uint8Array) => void;
}

/**
 * Charts and SVG to PNG in a thread of its own, one picture after the other, owners in turn. The thread
 * begins with the first picture or with `prepare`, and is ended with one that takes too long: the next
 * has another.
 */
export class Rasteriser implements Service {
  readonly name = 'pictures';
  readonly #options: RasteriserOptions;
  readonly #thread: PictureThread<Painting>;
  #lastId = 0;
  #isReady = false;
  #preparing: Timer | null = null;

  constructor(options: RasteriserOptions) {
    this.#options = options;
    const { fontFolder, clock } = options;
    const threadOptions = { name: this.name, workerData: { fontFolder }, mostHeapMb: MOST_HEAP_MB };
    this.#thread = new PictureThread({
      words: { one: 'picture', many: 'pictures' },
      most: { waiting: MAX_WAITING, ofOwner: MOST_OF_OWNER },
      spawn: () => spawnThread(import.meta.url, './raster-thread', threadOptions),
      heard: (message, current) => this.#heard(message as RasterAnswer, current),
      ended: () => {
        this.#isReady = false;
      },
      clock,
    });
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
    this.#thread.prepare();
  }

  /** Whether a picture is drawn at once. */
  get isReady(): boolean {
    return this.#isReady;
  }

  #ask(owner: string, task: RasterTask, limitMs: number): Promise<Uint8Array> {
    const refusal = this.#thread.refusal(owner);
    if (refusal !== null) return Promise.reject(refusal);
    this.#lastId += 1;
    const id = this.#lastId;
    const begin: ThreadJob['begin'] = (post) => {
      post({ id, task } satisfies RasterOrder);
      return this.#isReady ? limitMs : LOAD_LIMIT_MS;
    };
    return new Promise((resolve, reject) => {
      this.#thread.push({ owner, limitMs, id, begin, resolve, reject });
    });
  }

  #heard(answer: RasterAnswer, current: Painting | null): void {
    if (answer.kind === 'ready') {
      this.#isReady = true;
      if (current !== null) this.#thread.limit(current.limitMs);
      return;
    }
    if (current?.id !== answer.id) return;
    this.#thread.settle(({ resolve, reject }) => {
      if (answer.kind === 'drawn') resolve(answer.png);
      else reject(new AppError('internal', `the picture cannot be drawn: ${answer.message}`));
    });
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

  stop(): Promise<void> {
    this.#preparing?.cancel();
    return this.#thread.stop();
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
