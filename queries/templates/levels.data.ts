/** What the rows of a named metric are. */
export type MetricLevel =
  | 'cluster'
  | 'component'
  | 'node'
  | 'tenant'
  | 'project'
  | 'namespace'
  | 'workload'
  | 'pod'
  | 'container'
  | 'volume'
  | 'ingress';

/** Names by which answers can be narrowed. */
export type FilterName =
  | 'instance'
  | 'node'
  | 'tenant'
  | 'project'
  | 'namespace'
  | 'workload'
  | 'workload_kind'
  | 'pod'
  | 'container'
  | 'volume'
  | 'storageclass'
  | 'ingress'
  | 'job';

/** The label that a filter of the same meaning narrows, where it is a label of the rows. */
export const LABEL_OF_FILTER: Readonly<Record<FilterName, string>> = {
  instance: 'instance',
  node: 'node',
  tenant: 'tenant',
  project: 'project',
  namespace: 'namespace',
  workload: 'workload',
  workload_kind: 'workload_kind',
  pod: 'pod',
  container: 'container',
  volume: 'persistentvolumeclaim',
  storageclass: 'storageclass',
  ingress: 'ingress',
  job: 'job',
};

export interface LevelSpec {
  readonly title: { readonly en: string; readonly zh: string };
  /** `$by`: labels of the rows. A cluster label is added where a backend holds several clusters. */
  readonly labels: readonly string[];
  /** Filters that a question at this level may use. */
  readonly filters: readonly FilterName[];
  /** `$filters`: matchers on the series themselves, ended with a comma where there are any. */
  readonly selector: string;
}

/**
 * The levels. Rows of `tenant` carry `tenant="acme"`, rows of `project` the scope's own name,
 * `project="acme.shop"`; both are sums over the environments' (cluster, namespace) pairs.
 */
export const LEVELS: Readonly<Record<MetricLevel, LevelSpec>> = {
  cluster: {
    title: { en: 'Cluster', zh: '集群' },
    labels: [],
    filters: [],
    selector: '',
  },
  component: {
    title: { en: 'Component', zh: '组件' },
    labels: [],
    filters: ['instance'],
    selector: 'instance=~"$instance",',
  },
  node: {
    title: { en: 'Node', zh: '节点' },
    labels: ['node'],
    filters: ['node'],
    selector: 'node=~"$node",',
  },
  tenant: {
    title: { en: 'Tenant', zh: '租户' },
    labels: ['tenant'],
    filters: ['tenant'],
    selector: 'namespace=~"$namespace",',
  },
  project: {
    title: { en: 'Project', zh: '项目' },
    labels: ['project'],
    filters: ['tenant', 'project'],
    selector: 'namespace=~"$namespace",',
  },
  namespace: {
    title: { en: 'Namespace', zh: '命名空间' },
    labels: ['namespace'],
    filters: ['namespace'],
    selector: 'namespace=~"$namespace",',
  },
  workload: {
    title: { en: 'Workload', zh: '工作负载' },
    labels: ['namespace', 'workload', 'workload_kind'],
    filters: ['namespace', 'workload', 'workload_kind'],
    selector: 'namespace=~"$namespace",',
  },
  pod: {
    title: { en: 'Pod', zh: '容器组' },
    labels: ['namespace', 'pod'],
    filters: ['namespace', 'pod', 'workload', 'workload_kind', 'node'],
    selector: 'namespace=~"$namespace",pod=~"$pod",',
  },
  container: {
    title: { en: 'Container', zh: '容器' },
    labels: ['namespace', 'pod', 'container'],
    filters: ['namespace', 'pod', 'container', 'workload', 'workload_kind', 'node'],
    selector: 'namespace=~"$namespace",pod=~"$pod",container=~"$container",',
  },
  volume: {
    title: { en: 'Volume', zh: '存储卷' },
    labels: ['namespace', 'persistentvolumeclaim'],
    filters: ['namespace', 'volume', 'storageclass'],
    selector: 'namespace=~"$namespace",persistentvolumeclaim=~"$volume",',
  },
  ingress: {
    title: { en: 'Ingress', zh: '应用路由' },
    labels: ['namespace', 'ingress'],
    filters: ['namespace', 'ingress', 'job'],
    selector: 'namespace=~"$namespace",ingress=~"$ingress",job=~"$job",',
  },
};
