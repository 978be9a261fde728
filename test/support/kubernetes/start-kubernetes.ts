import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../platform/clock/clock.ts';
import { systemClock } from '../../../platform/clock/system-clock.ts';
import { makeAuthority } from '../certificates.ts';
import { ClusterKinds } from './crds/cluster-kinds.ts';
import { builtInKinds } from './crds/core-kind.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import type { JsonObject } from './model/json.ts';
import type { CelRule } from './schema/cel-rule.ts';
import { Access, type AccessRule, clusterAdmin } from './serve/access.ts';
import type { ServerVersion } from './serve/discovery.ts';
import { Faults } from './serve/faults.ts';
import { ObjectRequests } from './serve/object-requests.ts';
import { OpenApiDocuments } from './serve/open-api.ts';
import { RequestHandler } from './serve/request-handler.ts';
import { RequestLog } from './serve/request-log.ts';
import { Watches } from './serve/watches.ts';
import { Cluster } from './store/cluster.ts';
import { KindRegistry } from './store/kind-registry.ts';
import { ObjectStore } from './store/object-store.ts';
import { ClusterObjects } from './write/cluster-objects.ts';

export interface KubernetesOptions {
  /** Of creation times, ages, bookmarks and timeouts; the machine's by default. */
  readonly clock?: Clock;
  /** Who may do what; `admin` with every right is always there. */
  readonly identities?: Readonly<Record<string, readonly AccessRule[]>>;
  /** Created at the start, beside `default` and `kube-system`. */
  readonly namespaces?: readonly string[];
  /** CustomResourceDefinitions, see `crdsFor`. */
  readonly crds?: readonly JsonObject[];
  /** Changes of a resource that can still be watched; older ones answer 410. 10,000 by default. */
  readonly historyLimit?: number;
  readonly version?: ServerVersion;
}

/** A Kubernetes API server in this process. */
export interface Kubernetes {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  readonly caPem: string;
  /** The text of a kubeconfig for an identity. @throws Error when there is none of that name */
  kubeconfig(identity?: string, namespace?: string): string;
  /** The bearer token of an identity. */
  token(identity?: string): string;
  /** Adds kinds; answers the CEL rules in them that nothing here can evaluate. */
  install(crds: readonly JsonObject[]): readonly CelRule[];
  readonly access: {
    /** Adds an identity, or changes what it may do; its token stays. */
    set(identity: string, rules: readonly AccessRule[]): void;
    /** Its token is worth nothing from now on. */
    remove(identity: string): void;
  };
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly watches: Watches;
  /** The objects themselves, without HTTP, identity and log: to prepare and to look. */
  readonly objects: ClusterObjects;
  stop(): Promise<void>;
}

const defaultVersion: ServerVersion = { major: '1', minor: '32', gitVersion: 'v1.32.4' };

export async function startKubernetes(options: KubernetesOptions = {}): Promise<Kubernetes> {
  const { cluster, crds, objects, install } = makeCluster(options);
  const { access, setIdentity } = makeAccess(options);
  const [faults, log] = [new Faults(), new RequestLog()];
  const handler = new RequestHandler({
    cluster,
    access,
    faults,
    log,
    objects: new ObjectRequests(cluster, crds.follow),
    openApi: new OpenApiDocuments(cluster.kinds),
    version: options.version ?? defaultVersion,
  });
  const authority = makeAuthority('tocsin test cluster');
  const server = createServer(authority.issue('kubernetes', ['127.0.0.1', 'localhost']));
  server.keepAliveTimeout = 60_000; // a client that reuses a connection must not race its end
  server.on('request', (incoming, response) => void handler.handle(incoming, response));
  server.on('tlsClientError', () => undefined); // a client that does not trust us is its own test
  const url = `https://127.0.0.1:${await listen(server)}`;
  const caPem = authority.ca;
  return {
    url,
    caPem,
    kubeconfig: (identity = 'admin', namespace = 'default') =>
      kubeconfigOf({ url, caPem, token: access.tokenOf(identity), identity, namespace }),
    token: (identity = 'admin') => access.tokenOf(identity),
    install,
    access: { set: setIdentity, remove: (identity) => access.remove(identity) },
    faults,
    requests: log,
    watches: new Watches(handler),
    objects,
    stop: () => stop(server, faults),
  };
}

function makeCluster({
  clock = systemClock,
  historyLimit = 10_000,
  ...options
}: KubernetesOptions) {
  const kinds = new KindRegistry();
  for (const kind of builtInKinds()) kinds.install([kind]);
  const cluster = new Cluster(new ObjectStore(historyLimit), kinds, clock);
  const crds = new ClusterKinds(cluster);
  const objects = new ClusterObjects(cluster, crds.follow);
  for (const name of ['default', 'kube-system', ...(options.namespaces ?? [])]) {
    objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  const install = (documents: readonly JsonObject[]) => {
    for (const document of documents) objects.put(document);
    return crds.unsupportedRules();
  };
  install(options.crds ?? []);
  return { cluster, crds, objects, install };
}

function makeAccess({ identities = {} }: KubernetesOptions) {
  const access = new Access();
  const setIdentity = (name: string, rules: readonly AccessRule[]) =>
    access.set(name, `token-of-${name}`, rules);
  setIdentity('admin', clusterAdmin);
  for (const [name, rules] of Object.entries(identities)) setIdentity(name, rules);
  return { access, setIdentity };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

async function stop(server: Server, faults: Faults): Promise<void> {
  faults.clear();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
