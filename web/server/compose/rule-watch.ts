import type { AlertPipeline } from '../../../alerting/pipeline.ts';
import type { RuleRepository } from '../../../alerting/rules/rule-repository.ts';
import type { StatusBook } from '../../../alerting/sinks/status-book.ts';
import { RuleWatch } from '../../../alerting/watch/rule-watch.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { Config } from '../config.ts';
import type { Floor } from './floor.ts';

export interface RuleWatchMates {
  readonly repository: RuleRepository;
  readonly statuses: StatusBook;
  readonly directory: () => Directory;
  readonly pipeline: AlertPipeline;
}

/** What raises and ends incidents about rules themselves. */
export function composeRuleWatch(floor: Floor, mates: RuleWatchMates): Service {
  const { directory, repository, statuses, pipeline } = mates;
  const watch = new RuleWatch({
    ...floor,
    rules: repository,
    statuses,
    pipeline,
    ladderOf: ladderOfOwner(floor.config, directory),
    languageOf: (owner) => directory().tenants.get(owner)?.language ?? 'en',
  });
  return watch.loop;
}

/** The rungs of a tenant, or of the platform, most severe first. */
export function ladderOfOwner(
  { alerting }: Pick<Config, 'alerting'>,
  directory: () => Directory,
): (owner: string) => readonly string[] {
  return (owner) =>
    owner === PLATFORM
      ? alerting.platformSeverities
      : (directory().tenants.get(owner)?.severities ?? []);
}
