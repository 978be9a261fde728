import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { TailService } from '../../../collector/tail/tail-service.ts';
import type { TailSourceOptions } from '../../../collector/tail/tail-source.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { labelsFrom } from '../../../platform/model/labels.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { EmbeddedPlace } from './embedded-messages.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';
import type { EmbeddedStores } from './embedded-stores.ts';

export interface TailedFilesOptions {
  readonly settings: EmbeddedSettings;
  readonly stores: EmbeddedStores;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

type Places = ReadonlyMap<string, EmbeddedPlace>;

/** The files that the configuration names, tailed for the places that there are now. */
export class TailedFiles {
  readonly #options: TailedFilesOptions;
  #places: Places = new Map();
  #service: TailService | null = null;
  #changing: Promise<void> = Promise.resolve();

  constructor(options: TailedFilesOptions) {
    this.#options = options;
  }

  /** Sources without a place are not read. */
  exchange(places: Places): Promise<void> {
    const change = this.#changing.then(async () => {
      if (isDeepStrictEqual(places, this.#places)) return;
      this.#places = places;
      await this.#close();
      await this.#open();
    });
    // Whoever asked for it hears of its failure; the next change begins all the same.
    this.#changing = change.catch(() => undefined);
    return change;
  }

  async stop(): Promise<void> {
    await this.#changing;
    await this.#close();
  }

  async #open(): Promise<void> {
    const { settings, clock, logger, random } = this.#options;
    const sources = this.#sources();
    if (sources.length === 0) return;
    const positionsFile = join(settings.folder, 'tail-positions.db');
    const service = new TailService({
      sources,
      positionsFile,
      watches: true,
      clock,
      logger,
      random,
    });
    this.#service = service;
    await service.start();
  }

  async #close(): Promise<void> {
    const service = this.#service;
    this.#service = null;
    if (service === null) return;
    await service.drain(AbortSignal.timeout(5_000));
    await service.stop();
  }

  #sources(): readonly TailSourceOptions[] {
    const { settings, stores } = this.#options;
    const { tail, logs } = settings.config;
    return tail.flatMap(({ name, paths, exclude, job, labels, start, maxFiles }) => {
      const place = this.#places.get(name);
      if (place === undefined) return [];
      return [
        {
          name,
          paths,
          exclude,
          labels: labelsFrom([...Object.entries(labels), ['job', job], ...place.ownLabels]),
          start,
          sink: stores.entriesOf(place.tenant),
          maxLineBytes: logs.maxLineBytes,
          maxFiles,
        },
      ];
    });
  }
}
