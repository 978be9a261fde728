import type { BilingualText } from '../named-metric.ts';
import type { ResourceName, TemplateLabel, TemplateScope } from './rule-template.ts';
import type { TemplateResource } from './template-resource.ts';

/** The scopes in the order of their display. */
export const SCOPE_TITLES: Readonly<Record<TemplateScope, BilingualText>> = {
  system: { en: 'System', zh: '系统' },
  containers: { en: 'Containers', zh: '容器' },
  middlewires: { en: 'Middleware', zh: '中间件' },
  others: { en: 'Others', zh: '其他' },
  opentelemetry: { en: 'OpenTelemetry', zh: 'OpenTelemetry' },
};

const always = (name: string): TemplateLabel => ({ name, group: 'always', filter: true });
const byDefault = (name: string): TemplateLabel => ({ name, group: 'default', filter: true });

const NAMESPACE = always('namespace');
const OF_SERVICE = [NAMESPACE, byDefault('service')];
const OF_APPLICATION = [NAMESPACE, byDefault('pod'), byDefault('service_name')];

const middleware = (exporter: string): BilingualText => ({
  en: `${exporter} must run beside the server and be scraped through a ServiceMonitor, which gives its series the labels namespace and service.`,
  zh: `需要部署 ${exporter}，并通过 ServiceMonitor 采集，由其附加 namespace 与 service 标签。`,
});

const OTEL_EMPTY: BilingualText = {
  en: 'The application must send OpenTelemetry metrics, with the resource attributes k8s.namespace.name, k8s.pod.name and service.name promoted to the labels namespace, pod and service_name; the embedded store does so itself.',
  zh: '应用需要上报 OpenTelemetry 指标，并将资源属性 k8s.namespace.name、k8s.pod.name、service.name 提升为标签 namespace、pod、service_name；内置存储会自动完成。',
};

const application = (en: string, zh: string): TemplateResource => ({
  scope: 'opentelemetry',
  title: { en, zh },
  namespaced: true,
  labels: OF_APPLICATION,
  exporters: ['opentelemetry', 'micrometer'],
  whyEmpty: OTEL_EMPTY,
});

/** The resources, in the order of their display. */
export const RESOURCES: Readonly<Record<ResourceName, TemplateResource>> = {
  cluster: {
    scope: 'system',
    title: { en: 'Cluster', zh: '集群' },
    namespaced: false,
    labels: [],
    exporters: ['node-exporter', 'x509-certificate-exporter', 'blackbox-exporter'],
    whyEmpty: {
      en: 'node-exporter must run on every host. Certificates need x509-certificate-exporter, or probes of the components by blackbox-exporter.',
      zh: '每台主机需要运行 node-exporter；证书需要 x509-certificate-exporter，或由 blackbox-exporter 探测各组件。',
    },
  },
  environment: {
    scope: 'system',
    title: { en: 'Environment', zh: '环境' },
    namespaced: true,
    labels: [NAMESPACE],
    exporters: ['cadvisor', 'kubelet'],
    whyEmpty: {
      en: "The kubelet's /metrics/cadvisor and /metrics must be scraped with honor_labels, so that namespace is the pod's.",
      zh: '需要以 honor_labels 采集 kubelet 的 /metrics/cadvisor 与 /metrics，使 namespace 为 Pod 所在命名空间。',
    },
  },
  node: {
    scope: 'system',
    title: { en: 'Node', zh: '节点' },
    namespaced: false,
    labels: [always('node')],
    exporters: ['node-exporter', 'kube-state-metrics'],
    whyEmpty: {
      en: 'node-exporter must run on every host with its uname collector (node_uname_info names the node); pods and conditions come from kube-state-metrics.',
      zh: '每台主机需要运行 node-exporter 并启用 uname 采集（node_uname_info 提供节点名）；Pod 与节点状态来自 kube-state-metrics。',
    },
  },
  container: {
    scope: 'containers',
    title: { en: 'Container', zh: '容器' },
    namespaced: true,
    labels: [NAMESPACE, byDefault('pod')],
    exporters: ['cadvisor', 'kube-state-metrics'],
    whyEmpty: {
      en: "The kubelet's /metrics/cadvisor must be scraped; limits, restarts, nodes and workloads come from kube-state-metrics 2 with honor_labels.",
      zh: '需要采集 kubelet 的 /metrics/cadvisor；限额、重启、节点与工作负载来自以 honor_labels 采集的 kube-state-metrics 2。',
    },
  },
  workload: {
    scope: 'containers',
    title: { en: 'Workload', zh: '工作负载' },
    namespaced: true,
    labels: [NAMESPACE],
    exporters: ['kube-state-metrics'],
    whyEmpty: {
      en: "kube-state-metrics 2 must be scraped with honor_labels, so that namespace is the object's.",
      zh: '需要以 honor_labels 采集 kube-state-metrics 2，使 namespace 为对象所在命名空间。',
    },
  },
  log: {
    scope: 'containers',
    title: { en: 'Container logs', zh: '容器日志' },
    namespaced: true,
    labels: [NAMESPACE, byDefault('pod')],
    exporters: ['log-recordings'],
    whyEmpty: {
      en: 'The group Recordings of the system rules must be on, streams must carry namespace and pod, and what evaluates rules on logs must write its results to the metric store.',
      zh: '需要启用系统规则的“记录规则”分组，日志流需带有 namespace 与 pod 标签，且日志规则的执行方需将结果写入指标存储。',
    },
  },
  pvc: {
    scope: 'containers',
    title: { en: 'Volume', zh: '存储卷' },
    namespaced: true,
    labels: [NAMESPACE, byDefault('persistentvolumeclaim')],
    exporters: ['kubelet'],
    whyEmpty: {
      en: "The kubelet's /metrics must be scraped with honor_labels, and the storage driver must report volume statistics; only mounted volumes have them.",
      zh: '需要以 honor_labels 采集 kubelet 的 /metrics，且存储驱动支持卷统计；只有已挂载的卷才有数据。',
    },
  },
  consul: {
    scope: 'middlewires',
    title: { en: 'Consul', zh: 'Consul' },
    namespaced: true,
    labels: OF_SERVICE,
    exporters: ['consul-exporter'],
    whyEmpty: middleware('consul_exporter'),
  },
  elasticsearch: {
    scope: 'middlewires',
    title: { en: 'Elasticsearch', zh: 'Elasticsearch' },
    namespaced: true,
    labels: OF_SERVICE,
    exporters: ['elasticsearch-exporter'],
    whyEmpty: middleware('elasticsearch_exporter'),
  },
  kafka: {
    scope: 'middlewires',
    title: { en: 'Kafka', zh: 'Kafka' },
    namespaced: true,
    labels: OF_SERVICE,
    exporters: ['kafka-exporter'],
    whyEmpty: middleware('kafka_exporter'),
  },
  mongodb: {
    scope: 'middlewires',
    title: { en: 'MongoDB', zh: 'MongoDB' },
    namespaced: true,
    labels: OF_SERVICE,
    exporters: ['mongodb-exporter'],
    whyEmpty: middleware('mongodb_exporter'),
  },
  mysql: {
    scope: 'middlewires',
    title: { en: 'MySQL', zh: 'MySQL' },
    namespaced: true,
    labels: OF_SERVICE,
    exporters: ['mysqld-exporter'],
    whyEmpty: middleware('mysqld_exporter'),
  },
  postgres: {
    scope: 'middlewires',
    title: { en: 'PostgreSQL', zh: 'PostgreSQL' },
    namespaced: true,
    labels: OF_SERVICE,
    exporters: ['postgres-exporter'],
    whyEmpty: middleware('postgres_exporter'),
  },
  redis: {
    scope: 'middlewires',
    title: { en: 'Redis', zh: 'Redis' },
    namespaced: true,
    labels: OF_SERVICE,
    exporters: ['redis-exporter'],
    whyEmpty: middleware('redis_exporter'),
  },
  jmx: {
    scope: 'middlewires',
    title: { en: 'Java (JMX)', zh: 'Java（JMX）' },
    namespaced: true,
    labels: OF_SERVICE,
    exporters: ['jmx-exporter'],
    whyEmpty: middleware('jmx_exporter'),
  },
  apisix: {
    scope: 'middlewires',
    title: { en: 'APISIX', zh: 'APISIX' },
    namespaced: true,
    labels: [NAMESPACE, byDefault('job')],
    exporters: ['apisix'],
    whyEmpty: {
      en: 'The prometheus plug-in of APISIX must be switched on, globally or per route, and its export port scraped.',
      zh: '需要全局或按路由启用 APISIX 的 prometheus 插件，并采集其导出端口。',
    },
  },
  cert: {
    scope: 'others',
    title: { en: 'Certificate', zh: '证书' },
    namespaced: true,
    labels: [NAMESPACE, byDefault('name')],
    exporters: ['cert-manager'],
    whyEmpty: {
      en: "cert-manager must be scraped with honor_labels, so that namespace is the certificate's.",
      zh: '需要以 honor_labels 采集 cert-manager，使 namespace 为证书所在命名空间。',
    },
  },
  exporter: {
    scope: 'others',
    title: { en: 'Scrape target', zh: '采集目标' },
    namespaced: true,
    labels: [NAMESPACE, byDefault('job'), byDefault('instance')],
    exporters: ['scrape'],
    whyEmpty: {
      en: 'Nothing of the scope is scraped: no target has a namespace label of it.',
      zh: '当前范围内没有采集目标：没有目标带有该范围的 namespace 标签。',
    },
  },
  plugin: {
    scope: 'others',
    title: { en: 'Platform component', zh: '平台组件' },
    namespaced: true,
    labels: [NAMESPACE],
    exporters: ['kube-state-metrics'],
    whyEmpty: {
      en: 'kube-state-metrics 2 must be scraped with honor_labels.',
      zh: '需要以 honor_labels 采集 kube-state-metrics 2。',
    },
  },
  otel_jvm: application('Java virtual machine (Micrometer)', 'Java 虚拟机（Micrometer）'),
  otel_jdbc: application('Database connections', '数据库连接'),
  otel_http: application('HTTP', 'HTTP'),
  otel_log: application('Log events', '日志事件'),
  otel_kafka: application('Kafka clients', 'Kafka 客户端'),
  otel_process_jvm: application('Java runtime (OpenTelemetry)', 'Java 运行时（OpenTelemetry）'),
};
