import { type Labels, labelsFrom, labelsKey } from '../../platform/model/labels.ts';
import type { QueryTime } from './ask-metrics.ts';
import { ownedPairs, ownerLevelOf } from './compile-named-metric.ts';
import type { LabelDialect } from './label-dialect.ts';
import type { FilterName } from './levels.data.ts';
import type { LabelledCell } from './metric-rows.ts';
import { matchesNames, type NameList } from './name-pattern.ts';
import type { NamedMetric } from './named-metric.ts';
import { type OwnedPair, ownersOf } from './owner-labels.ts';

export interface IdleQuestion {
  readonly metric: NamedMetric;
  readonly pairs: readonly OwnedPair[];
  readonly filters: ReadonlyMap<FilterName, NameList>;
  readonly dialect: LabelDialect;
  readonly time: QueryTime;
}

/**
 * Zeros for the namespaces, projects and tenants of the scope that have no series, where the metric
 * says that nothing means zero. Ranges get a zero at every step.
 */
export function idleCells(
  question: IdleQuestion,
  present: readonly LabelledCell[],
): readonly LabelledCell[] {
  if (question.metric.idle !== 'zero') return [];
  const seen = new Set(present.map(({ labels }) => labelsKey(labels)));
  // One cell for all: a range of them for each namespace would fill the memory.
  const cell = zero(question.time);
  return expectedLabels(question)
    .filter((labels) => !seen.has(labelsKey(labels)))
    .map((labels) => ({ labels, cell }));
}

function expectedLabels({ metric, pairs, filters, dialect }: IdleQuestion): readonly Labels[] {
  const owner = ownerLevelOf(metric);
  if (owner !== null) {
    return ownersOf(owner, ownedPairs(owner, { filters, pairs })).map((name) =>
      labelsFrom([[owner, name]]),
    );
  }
  if (metric.level !== 'namespace') return [];
  const names = filters.get('namespace');
  const wanted = pairs.filter((pair) => names === undefined || matchesNames(pair.namespace, names));
  const all = wanted.map((pair) =>
    labelsFrom([
      ['namespace', pair.namespace],
      ['cluster', dialect.clusterLabel === null ? '' : pair.cluster],
    ]),
  );
  return [...new Map(all.map((labels) => [labelsKey(labels), labels])).values()];
}

function zero(time: QueryTime): LabelledCell['cell'] {
  if (time.kind === 'instant') return { kind: 'value', value: 0, idle: true };
  const points: [number, number][] = [];
  for (let atMs = time.startMs; atMs <= time.endMs; atMs += time.stepMs) points.push([atMs, 0]);
  return { kind: 'points', points, idle: true };
}
