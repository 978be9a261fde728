import type { IncidentEnder } from '../../../alerting/incidents/resolve-incidents.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import {
  type Directory,
  type EnvironmentEntry,
  nodeOf,
} from '../../../platform/tenancy/directory.ts';
import type { DirectoryStore } from '../../../platform/tenancy/directory-store.ts';

/** Resolves the open incidents of environments that are deleted, with that reason. */
export function endLostEnvironments(
  directories: DirectoryStore,
  ender: IncidentEnder,
  logger: Logger,
): void {
  let before: Directory = directories.current();
  directories.subscribe((now) => {
    const lost = before.environments.filter((environment) => !now.has(nodeOf(environment)));
    before = now;
    for (const environment of lost) void end(environment, ender, logger);
  });
}

async function end(
  environment: EnvironmentEntry,
  ender: IncidentEnder,
  logger: Logger,
): Promise<void> {
  try {
    await ender.closeForEnvironment(environment);
  } catch (err) {
    const { tenant, project, id } = environment;
    logger.error(
      { err, tenant, project, environment: id },
      'incidents of a deleted environment not resolved',
    );
  }
}
