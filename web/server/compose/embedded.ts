import { join, resolve } from 'node:path';
import type { MonitorRepository } from '../../../collector/monitors/monitor-repository.ts';
import { asError } from '../../../platform/errors/app-error.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { secretOf } from '../check-config.ts';
import type { EmbeddedSettings } from '../embedded/embedded-settings.ts';
import { EmbeddedThread } from '../embedded/embedded-thread.ts';
import { embeddedJobs, needsEmbedded, ownPlace } from './embedded-jobs.ts';
import type { Floor } from './floor.ts';

export interface EmbeddedParts {
  readonly thread: EmbeddedThread;
  readonly service: Service;
}

export interface EmbeddedPlace {
  readonly floor: Floor;
  readonly directories: DirectorySource;
  readonly monitors: Pick<MonitorRepository, 'all' | 'subscribe'>;
  readonly onFatal: (error: Error) => void;
  readonly forTests: EmbeddedSettings['forTests'] | undefined;
}

/**
 * The thread of the embedded stores, and what it scrapes and tails: as the configuration says, for
 * the places that there are now. It is not started before a cluster has such a store.
 */
export function composeEmbedded(place: EmbeddedPlace): EmbeddedParts {
  const { floor, directories, monitors, onFatal, forTests } = place;
  const { config, logger, metrics } = floor;
  const thread = new EmbeddedThread({
    settings: {
      folder: join(resolve(config.data.directory), 'embedded'),
      logLevel: config.log.level,
      config: config.collector,
      tenantAllow: config.outbound.tenantAllow,
      ...(forTests === undefined ? {} : { forTests }),
    },
    logger,
    expose: () => metrics.expose(),
    onFatal,
  });
  let opening: Promise<void> | null = null;
  const openIfNeeded = (): Promise<void> => {
    if (!needsEmbedded(directories.clusters())) return Promise.resolve();
    opening ??= thread.start();
    return opening;
  };
  let isStarted = false;
  const tell = () => {
    tellPlaces(place, thread);
    if (isStarted) openIfNeeded().catch((thrown) => onFatal(asError(thrown)));
  };
  const unsubscribe = directories.subscribe(tell);
  monitors.subscribe(tell);
  tell();
  if (needsEmbedded(directories.clusters())) thread.prepare();
  const service: Service = {
    name: thread.name,
    start: () => {
      isStarted = true;
      return openIfNeeded();
    },
    drain: () => floor.ownLogs.drain(),
    stop: async () => {
      unsubscribe();
      await floor.ownLogs.stop();
      if (opening !== null) await thread.stop();
    },
  };
  return { thread, service };
}

function tellPlaces(
  { floor: { config, logger, ownLogs }, directories, monitors }: EmbeddedPlace,
  thread: EmbeddedThread,
): void {
  const directory = directories.current();
  const clusters = directories.clusters();
  try {
    thread.setJobs(embeddedJobs(config.collector, directory, clusters, secretOf, monitors.all()));
  } catch (thrown) {
    logger.error({ err: asError(thrown) }, 'what the configuration collects cannot be collected');
  }
  const place = ownPlace(directory, clusters, 'logs');
  if (place === null) return;
  const { tenant, ownLabels } = place;
  const append = async (batch: Parameters<EmbeddedThread['storeLines']>[1]) => {
    await thread.storeLines(tenant, batch);
    return { appended: batch.length, refused: [] };
  };
  ownLogs.connect({ append }, ownLabels);
}
