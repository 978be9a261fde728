import type { MonitorContent } from '../../../collector/monitors/monitor.ts';
import type { KubernetesConnection } from '../../../platform/kubernetes/connection/kubernetes-connection.ts';
import type { DiscoverMode } from '../../../platform/tenancy/cluster-collection.ts';

/** Whose what is scraped is: a tenant's, or the platform's. */
interface OwnPlace {
  readonly tenant: string;
  readonly ownLabels: ReadonlyMap<string, string>;
}

/** A cluster whose metrics are stored here, and what of it is discovered. */
export interface CollectedCluster {
  readonly cluster: string;
  /** Null: nothing can be found in it. */
  readonly connection: KubernetesConnection | null;
  readonly discover: DiscoverMode;
  /** Environments by their namespace. */
  readonly namespaces: ReadonlyMap<string, OwnPlace>;
  /** Labels of tenancy of what belongs to no environment. */
  readonly namespaceLabel: string | null;
  readonly clusterLabel: string | null;
}

/** A monitor of a tenant that is carried out here. */
export interface PlacedMonitor extends OwnPlace {
  readonly id: string;
  readonly content: MonitorContent;
  readonly cluster: string;
  readonly namespace: string;
}

/** A monitor, or an object of a cluster, of which something is not scraped, and why. */
export interface Unscraped extends OwnPlace {
  readonly id: string;
  readonly name: string;
  readonly errors: readonly string[];
}
