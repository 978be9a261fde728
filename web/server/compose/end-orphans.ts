import type { Incident } from '../../../alerting/incidents/incident.ts';
import type { AlertPipeline } from '../../../alerting/pipeline.ts';
import type { RuleBook } from '../../../alerting/rules/rule-book.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';

export interface OrphanOptions {
  readonly pipeline: AlertPipeline;
  readonly rules: RuleBook;
  readonly directory: () => Directory;
}

/**
 * Resolves at start what a crash left open: incidents whose rule or environment was deleted or
 * switched off after the change was committed and before its incidents were ended.
 */
export function endOrphans({ pipeline, rules, directory }: OrphanOptions): Service {
  return {
    name: 'incident-orphans',
    start: async () => {
      await pipeline.end(({ ruleId }) => ruleId !== null && !rules.get(ruleId), 'rule_deleted');
      await pipeline.end(
        ({ ruleId }) => ruleId !== null && rules.get(ruleId)?.enabled === false,
        'rule_disabled',
      );
      await pipeline.end((incident) => isHomeless(incident, directory()), 'environment_deleted');
    },
    drain: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}

function isHomeless({ owner, project, environment }: Incident, directory: Directory): boolean {
  return (
    project !== null &&
    environment !== null &&
    !directory.has({ tenant: owner, project, environment })
  );
}
