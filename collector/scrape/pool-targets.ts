import type { Labels } from '../../platform/model/labels.ts';
import type { TargetGroup } from '../discovery/target-group.ts';
import type { Relabel } from '../relabel/relabel.ts';
import type { ScrapeJob } from './scrape-job.ts';
import { buildTarget, type Target } from './target.ts';

/** What came of the groups that a job's discoveries found. */
export interface PoolTargets {
  readonly targets: readonly Target[];
  /** Before relabelling, which did not want them. At most {@link MAX_DROPPED}. */
  readonly dropped: readonly Labels[];
  readonly droppedCount: number;
  /** Why some cannot be scraped. */
  readonly errors: readonly string[];
}

const MAX_DROPPED = 1_000;
const MAX_ERRORS = 20;

/** Targets with the same labels and URL are one. */
export function poolTargets(
  job: ScrapeJob,
  relabel: Relabel,
  groups: readonly TargetGroup[],
): PoolTargets {
  const targets = new Map<string, Target>();
  const dropped: Labels[] = [];
  let droppedCount = 0;
  const errors: string[] = [];
  for (const { addresses, labels, source } of groups) {
    for (const address of addresses) {
      const outcome = buildTarget(job, relabel, address, labels);
      if (outcome.kind === 'target') {
        const { target } = outcome;
        if (!targets.has(target.key)) targets.set(target.key, target);
      } else if (outcome.kind === 'dropped') {
        droppedCount += 1;
        if (dropped.length < MAX_DROPPED) dropped.push(outcome.discoveredLabels);
      } else if (errors.length < MAX_ERRORS) {
        errors.push(`${source}, ${JSON.stringify(address)}: ${outcome.message}`);
      }
    }
  }
  return { targets: [...targets.values()], dropped, droppedCount, errors };
}
