import { connectKubernetes, type KubernetesOptions } from './connect-kubernetes.ts';
import type { KubernetesConnection } from './connection/kubernetes-connection.ts';
import { createDiscovery, type Discovery } from './discovery/discovery.ts';
import type { KubernetesClient } from './kubernetes-client.ts';
import { createSchemaSource, type SchemaSource } from './schema/schema-source.ts';

/** One cluster as one identity sees it; shared by everything that works in that cluster. */
export interface ClusterAccess {
  readonly client: KubernetesClient;
  readonly discovery: Discovery;
  readonly schemas: SchemaSource;
}

/** What all clusters share. */
export type AccessOptions = Omit<KubernetesOptions, 'cluster' | 'connection'>;

interface Kept {
  readonly connection: string;
  readonly access: ClusterAccess;
}

/**
 * The clusters that we are connected to, one client for each, so that its rate and its connections
 * have one bound whatever is done there.
 */
export class ClusterAccesses {
  readonly #options: AccessOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /**
   * @param cluster as it is registered
   * @param connection another than before makes a new client; the former goes on until whoever has
   *   it lets go, and what it asks ends by itself
   */
  of(cluster: string, connection: KubernetesConnection): ClusterAccess {
    const text = JSON.stringify(connection);
    const known = this.#kept.get(cluster);
    if (known?.connection === text) return known.access;
    const client = connectKubernetes({ ...this.#options, cluster, connection });
    const { clock } = this.#options;
    const discovery = createDiscovery(client, clock);
    const access = { client, discovery, schemas: createSchemaSource(client, clock) };
    this.#kept.set(cluster, { connection: text, access });
    return access;
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    const all = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(all.map(({ access }) => access.client.close()));
  }
}
