import type { EnvironmentKind } from './roles.ts';
import type { NodePath } from './scope-name.ts';

export interface TenantEntry {
  readonly id: string;
  readonly title: string;
  /** IANA zone, for texts sent to people. */
  readonly timeZone: string;
  readonly language: 'en' | 'zh';
  /** The ladder, most severe first. */
  readonly severities: readonly string[];
}

export interface ProjectEntry {
  readonly tenant: string;
  readonly id: string;
  readonly title: string;
}

/** Exactly one (cluster, namespace) pair, owned by a project since `bornAtMs`. */
export interface OwnedPair {
  readonly tenant: string;
  readonly project: string;
  readonly id: string;
  readonly title: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly kind: EnvironmentKind;
  readonly bornAtMs: number;
}

/** An environment as requests know it. */
export interface EnvironmentEntry extends OwnedPair {
  /**
   * Nothing older may be read in the environment's name, Unix milliseconds, inclusive: the pair belonged
   * to another environment before, or the cluster demands it. null: all there is may be read.
   */
  readonly readableFromMs: number | null;
}

export interface DirectoryContents {
  readonly tenants: readonly TenantEntry[];
  readonly projects: readonly ProjectEntry[];
  readonly environments: readonly EnvironmentEntry[];
  readonly clusters: readonly string[];
}

/**
 * An immutable picture of who owns what, kept in memory because every request needs it.
 * `version` grows with every change; what was derived from an older version must not be used.
 */
export class Directory {
  readonly version: number;
  readonly tenants: ReadonlyMap<string, TenantEntry>;
  readonly clusters: readonly string[];
  readonly projects: readonly ProjectEntry[];
  readonly environments: readonly EnvironmentEntry[];
  readonly #projects: ReadonlySet<string>;
  readonly #byNode: ReadonlyMap<string, EnvironmentEntry>;
  readonly #byPair: ReadonlyMap<string, EnvironmentEntry>;

  constructor(version: number, contents: DirectoryContents) {
    this.version = version;
    this.tenants = new Map(contents.tenants.map((tenant) => [tenant.id, tenant]));
    this.clusters = contents.clusters;
    this.projects = contents.projects;
    this.environments = contents.environments;
    this.#projects = new Set(contents.projects.map((project) => `${project.tenant}.${project.id}`));
    this.#byNode = new Map(
      contents.environments.map((env) => [`${env.tenant}.${env.project}.${env.id}`, env]),
    );
    this.#byPair = new Map(
      contents.environments.map((env) => [pairKey(env.cluster, env.namespace), env]),
    );
  }

  /** True when the tenant, project or environment exists. */
  has(node: NodePath): boolean {
    if (node.project === null) return this.tenants.has(node.tenant);
    if (node.environment === null) return this.#projects.has(`${node.tenant}.${node.project}`);
    return this.#byNode.has(`${node.tenant}.${node.project}.${node.environment}`);
  }

  /** The environment that the node names, if it names one that exists. */
  environmentAt(node: NodePath): EnvironmentEntry | undefined {
    return this.#byNode.get(`${node.tenant}.${node.project}.${node.environment}`);
  }

  /** The environment that owns the pair now, if any. */
  ownerOf(cluster: string, namespace: string): EnvironmentEntry | undefined {
    return this.#byPair.get(pairKey(cluster, namespace));
  }
}

/** Cluster and namespace are DNS labels, so `/` cannot be part of either. */
export function pairKey(cluster: string, namespace: string): string {
  return `${cluster}/${namespace}`;
}

/** The node of an environment. */
export function nodeOf(environment: EnvironmentEntry): NodePath {
  return {
    tenant: environment.tenant,
    project: environment.project,
    environment: environment.id,
  };
}
