import { type Static, Type } from 'typebox';
import { Instant } from './common.ts';

const Drift = Type.Object({
  at: Instant,
  part: Type.String({ description: 'What it belongs to: rules, notification or collection' }),
  kind: Type.String({ description: 'e.g. PrometheusRule' }),
  namespace: Type.String({ description: 'Empty for a kind without' }),
  name: Type.String(),
  change: Type.Union([Type.Literal('edited'), Type.Literal('deleted')]),
  field: Type.String({ description: 'The first that differed; empty for a deletion' }),
  manager: Type.Union([Type.Null(), Type.String()], {
    description: 'Field manager who wrote last, e.g. kubectl-edit; null: the cluster does not say',
  }),
  repairedAt: Type.Union([Type.Null(), Instant], { description: 'null: not yet' }),
});
export type Drift = Static<typeof Drift>;

/** What somebody else changed in our objects in a cluster, newest first, since the start. */
export const ClusterDrift = Type.Object({ items: Type.Array(Drift) });
export type ClusterDrift = Static<typeof ClusterDrift>;
