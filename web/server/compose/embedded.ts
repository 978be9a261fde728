import { join, resolve } from 'node:path';
import { asError } from '../../../platform/errors/app-error.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { secretOf } from '../check-config.ts';
import { EmbeddedThread } from '../embedded/embedded-thread.ts';
import { embeddedJobs } from './embedded-jobs.ts';
import type { Floor } from './floor.ts';

/**
 * The thread of the embedded stores, and what it scrapes: as the configuration says, for the places
 * that there are now.
 */
export function composeEmbedded(
  floor: Floor,
  directories: DirectorySource,
  onFatal: (error: Error) => void,
): EmbeddedThread {
  const { config, logger, metrics } = floor;
  const thread = new EmbeddedThread({
    settings: {
      folder: join(resolve(config.data.directory), 'embedded'),
      logLevel: config.log.level,
      config: config.collector,
    },
    logger,
    expose: () => metrics.expose(),
    onFatal,
  });
  const tell = () => {
    try {
      const directory = directories.current();
      thread.setJobs(embeddedJobs(config.collector, directory, directories.clusters(), secretOf));
    } catch (thrown) {
      logger.error({ err: asError(thrown) }, 'the scrape jobs of the configuration cannot be used');
    }
  };
  directories.subscribe(tell);
  tell();
  return thread;
}
