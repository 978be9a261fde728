import { labelsFrom } from '../../platform/model/labels.ts';
import type { Discovery, TargetGroup } from './target-group.ts';

export interface StaticGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Targets that are written down. */
export function staticDiscovery(groups: readonly StaticGroup[]): Discovery {
  const found: readonly TargetGroup[] = groups.map(({ targets, labels }, index) => ({
    source: `static:${index}`,
    addresses: targets,
    labels: labelsFrom(Object.entries(labels)),
  }));
  return {
    start: async (onGroups) => onGroups(found),
    status: () => ({ name: 'static', errors: [] }),
    stop: () => undefined,
  };
}
