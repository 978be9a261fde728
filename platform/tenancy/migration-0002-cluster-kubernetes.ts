import type { Migration } from '../state/migration.ts';

/** The token of a cluster's API server, sealed; null when there is none. */
export const clusterKubernetesMigration: Migration = {
  room: 'platform',
  id: '0002-cluster-kubernetes',
  statements: () => ['ALTER TABLE clusters ADD COLUMN kubernetes_secrets TEXT'],
};
