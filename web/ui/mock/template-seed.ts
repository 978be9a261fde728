import type { RuleTemplate } from '../../contract/rule-templates.ts';

const REDIS = { en: 'Redis', zh: 'Redis' };
const MIDDLEWARE = { en: 'Middleware', zh: '中间件' };
const CONTAINERS = { en: 'Kubernetes', zh: 'Kubernetes' };

const label = (name: string, group: 'always' | 'default' | 'optional' = 'default') => ({
  name,
  group,
  filter: true,
});

function template(change: Partial<RuleTemplate> & Pick<RuleTemplate, 'id'>): RuleTemplate {
  const [scope = '', resource = '', rule = ''] = change.id.split('.');
  return {
    scope,
    scopeTitle: scope === 'middlewires' ? MIDDLEWARE : CONTAINERS,
    resource,
    resourceTitle: REDIS,
    rule,
    title: { en: rule, zh: rule },
    description: { en: 'Connections of clients.', zh: '客户端连接数。' },
    advice: { en: 'See who connects.', zh: '检查连接来源。' },
    unit: 'count',
    isOwn: false,
    metrics: ['redis_connected_clients'],
    recordedBy: null,
    promql: 'sum by ($by) (redis_connected_clients{namespace=~"$namespace",service=~"$service"})',
    labels: [label('namespace', 'always'), label('service'), label('pod', 'optional')],
    filters: [],
    window: null,
    operator: '>',
    levels: [{ severity: 'critical', threshold: 1_000 }],
    for: '5m',
    range: { min: 0, max: null },
    exporters: ['redis_exporter'],
    whyEmpty: {
      en: 'Redis is scraped through redis_exporter.',
      zh: 'Redis 指标由 redis_exporter 采集。',
    },
    revision: null,
    updatedAt: null,
    updatedBy: null,
    ...change,
  };
}

/** A few of the catalogue: one with data, one in per cent, one without data, one of the tenant. */
export function seededTemplates(): Map<string, RuleTemplate> {
  const container = { en: 'Containers', zh: '容器' };
  const all = [
    template({
      id: 'middlewires.redis.queueLength',
      title: { en: 'Length of queues', zh: '队列长度' },
      isOwn: true,
      revision: 2,
      updatedAt: '2026-01-02T03:04:05.000Z',
      updatedBy: 'ann',
      metrics: ['redis_key_size'],
    }),
    template({
      id: 'containers.container.requestErrors',
      resourceTitle: container,
      title: { en: 'Failing requests', zh: '失败请求比例' },
      description: { en: 'Share of requests that fail.', zh: '失败请求占全部请求的比例。' },
      advice: { en: 'Look at the log of the newest version.', zh: '查看最新版本的日志。' },
      unit: 'ratio',
      metrics: ['http_requests_total'],
      labels: [label('namespace', 'always'), label('job'), label('code', 'optional')],
      window: '5m',
      levels: [
        { severity: 'critical', threshold: 0.2 },
        { severity: 'warning', threshold: 0.05 },
      ],
      range: { min: 0, max: 1 },
    }),
    template({
      id: 'containers.container.memoryFree',
      resourceTitle: container,
      title: { en: 'Free memory', zh: '可用内存' },
      description: { en: 'Memory that is left.', zh: '剩余内存。' },
      unit: 'bytes',
      operator: '<',
      metrics: ['node_memory_MemAvailable_bytes'],
      levels: [{ severity: 'major', threshold: 524_288_000 }],
    }),
    template({
      id: 'middlewires.redis.redisClients',
      title: { en: 'Connected clients', zh: '已连接客户端' },
    }),
  ];
  return new Map(all.map((one) => [one.id, one]));
}
