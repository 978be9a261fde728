import { type FSWatcher, watch } from 'node:fs';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { TailPositions } from './tail-positions.ts';
import { TailSource, type TailSourceOptions, type TailStats } from './tail-source.ts';

export interface TailServiceOptions {
  readonly sources: readonly TailSourceOptions[];
  /** SQLite file of the positions; its folder exists. */
  readonly positionsFile: string;
  /** Whether the system is asked to tell of changes, so that lines come sooner than by polling. */
  readonly watches: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1), for jitter. */
  readonly random: () => number;
}

const HINT_MS = 50;
const MAX_WATCHED_FOLDERS = 64;

interface Running {
  readonly name: string;
  readonly source: TailSource;
  readonly loop: RunningLoop;
  readonly watchers: Map<string, FSWatcher>;
}

/** Tails files: a loop for each source, so that one whose sink does not take lines stops no other. */
export class TailService implements Service {
  readonly name = 'tail';
  readonly #options: TailServiceOptions;
  readonly #running: Running[] = [];
  readonly #hints = new Map<Running, Timer>();
  #positions: TailPositions | null = null;

  constructor(options: TailServiceOptions) {
    this.#options = options;
  }

  /** @throws the driver's error when the positions cannot be read */
  async start(): Promise<void> {
    const { sources, positionsFile, clock, logger, random } = this.#options;
    const positions = new TailPositions(positionsFile);
    this.#positions = positions;
    for (const options of sources) {
      const { name } = options;
      const source = new TailSource(options, { positions, clock, logger });
      const run = async (): Promise<number> => {
        const delayMs = await source.run();
        if (this.#options.watches) this.#watch(running);
        return delayMs;
      };
      const loop = createRunningLoop({ name: `tail ${name}`, run, clock, logger, random });
      const running: Running = { name, source, loop, watchers: new Map() };
      this.#running.push(running);
      await loop.start();
    }
  }

  async drain(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#running.map(({ loop }) => loop.drain(signal)));
  }

  async stop(): Promise<void> {
    for (const timer of this.#hints.values()) timer.cancel();
    for (const { loop, source, watchers } of this.#running) {
      for (const watcher of watchers.values()) watcher.close();
      await loop.stop();
      source.close();
    }
    this.#running.length = 0;
    this.#positions?.close();
    this.#positions = null;
  }

  /** By the names of the sources. */
  stats(): ReadonlyMap<string, TailStats> {
    return new Map(this.#running.map(({ name, source }) => [name, source.stats()]));
  }

  #watch(running: Running): void {
    const { watchers, source } = running;
    const folders = source.folders();
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      if (watchers.has(folder) || watchers.size >= MAX_WATCHED_FOLDERS) continue;
      try {
        const watcher = watch(folder, { persistent: false }, (event) => {
          if (event === 'rename') source.findSoon();
          this.#hint(running);
        });
        watcher.on('error', () => watchers.delete(folder));
        watchers.set(folder, watcher);
      } catch (thrown) {
        // Polling finds the lines all the same.
        this.#options.logger.debug({ folder, err: asError(thrown) }, 'a folder is not watched');
        return;
      }
    }
  }

  #hint(running: Running): void {
    if (this.#hints.has(running)) return;
    const timer = this.#options.clock.after(HINT_MS, () => {
      this.#hints.delete(running);
      running.loop.wake();
    });
    this.#hints.set(running, timer);
  }
}
