import type {
  Monitor,
  MonitorForm,
  MonitorHistoryItem,
  MonitorInput,
  MonitorSelection,
  MonitorStatus,
  MonitorTarget,
} from '../../contract/monitors.ts';
import { NO_LIMITS, PLAIN_ENDPOINT } from '../../contract/plain-monitor.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type MockIo, nextId, type World } from './world.ts';

const ENVIRONMENTS = ['shop.prod', 'shop.test', 'payments.prod'];
const LIMITS = {
  samples: 50_000,
  targets: 500,
  labels: 64,
  labelNameLength: 256,
  labelValueLength: 4_096,
};

/** Sentinel: a target of a private network is refused. YAML is taken for a monitor of one pod. */
export function monitorHandlers(world: World, io: MockIo) {
  const find = (owner: string, id: string): Monitor => {
    const monitor = world.monitors.get(id);
    if (monitor?.owner !== owner) throw new MockFault(404, 'not_found', `no monitor ${id}`);
    return monitor;
  };
  const at = () => new Date(io.now()).toISOString();
  return {
    'monitors.list': ({ params: { owner } }) => ({
      items: [...world.monitors.values()].filter((monitor) => monitor.owner === owner),
      nextCursor: null,
    }),
    'monitors.options': ({ params: { owner } }) => ({
      probers: ['http'],
      minInterval: '5s',
      limits: LIMITS,
      environments: ENVIRONMENTS.map((name) => ({
        name: `${owner}.${name}`,
        cluster: 'eu-1',
        namespace: name.replace('.', '-'),
        carrier: 'kubernetes' as const,
        isKubernetes: true,
        mayWrite: true,
      })),
    }),
    'monitors.get': ({ params: { owner, id } }) => find(owner, id),
    'monitors.preview': ({ body }) => {
      const content = contentOf(body);
      const yaml = yamlOf(content);
      return { content, carrier: 'kubernetes', yaml, delivered: `${yaml}# stamped\n` };
    },
    'monitors.create': ({ params: { owner }, body }) => {
      const state = { carrier: 'kubernetes', delivery: IN_FORCE, targets: null } as const;
      const id = nextId(world);
      const times = { createdAt: at(), updatedAt: at(), updatedBy: 'ann' };
      const monitor = { id, owner, ...contentOf(body), ...state, revision: 1, ...times };
      world.monitors.set(id, monitor);
      return monitor;
    },
    'monitors.update': ({ params: { owner, id }, body, revision }) => {
      const monitor = find(owner, id);
      if (revision !== monitor.revision) {
        throw new MockFault(412, 'precondition_failed', 'the monitor was changed by somebody else');
      }
      const next = { ...monitor, ...contentOf(body), revision: revision + 1, updatedAt: at() };
      world.monitors.set(id, next);
      return next;
    },
    'monitors.delete': ({ params: { owner, id } }) => {
      world.monitors.delete(find(owner, id).id);
      return null;
    },
    'monitors.status': ({ params: { owner, id } }) => statusOf(find(owner, id), at()),
    'monitors.history': ({ params: { owner, id } }) => ({ items: historyOf(find(owner, id)) }),
  } satisfies Partial<Handlers>;
}

function statusOf(monitor: Monitor, at: string): MonitorStatus {
  const { carrier, delivery } = monitor;
  const targets = [targetAt(at, monitor.name)];
  const rest = { dropped: 0, errors: [], delivered: yamlOf(monitor) };
  return { carrier, delivery, selection: selectionOf(monitor), targets, ...rest };
}

/** Its first version had another port, unless it is the only one. */
function historyOf(monitor: Monitor): MonitorHistoryItem[] {
  const { name, environment, enabled, source, endpoints, limits, ...stored } = monitor;
  const content = { name, environment, enabled, source, endpoints, limits };
  const first = { ...content, endpoints: endpoints.map((one) => ({ ...one, port: 'admin' })) };
  const item = (revision: number, kind: 'created' | 'updated', of: MonitorForm) => ({
    ...{ revision, kind, content: of, yaml: yamlOf(of) },
    at: kind === 'created' ? stored.createdAt : stored.updatedAt,
    author: kind === 'created' ? 'ann' : 'ben',
  });
  if (stored.revision === 1) return [item(1, 'created', content)];
  return [item(stored.revision, 'updated', content), item(1, 'created', first)];
}

/** A monitor named `alone` is selected by nobody. */
function selectionOf({ name }: Monitor): MonitorSelection {
  if (name !== 'alone') {
    return { isSelected: true, by: ['Prometheus monitoring/k8s'], others: 0, reasons: [] };
  }
  const reasons = ['Prometheus monitoring/k8s wants the label release=kube-prometheus-stack'];
  return { isSelected: false, by: [], others: 0, reasons };
}

const IN_FORCE = { state: 'in-force', message: '', at: null } as const;

function contentOf(body: MonitorInput): MonitorForm {
  if ('yaml' in body) return fromYaml(body);
  const { source } = body;
  const targets = source.kind === 'scrape' || source.kind === 'probe' ? source.targets : [];
  const wrong = targets.findIndex((target) => target.includes('10.'));
  if (wrong === -1) return body;
  const message = '10.0.0.1 is not allowed as a target (private network)';
  throw new MockFault(400, 'invalid', message, [{ path: `/source/targets/${wrong}`, message }]);
}

function fromYaml({
  environment,
  enabled,
  yaml,
}: Extract<MonitorInput, { yaml: string }>): MonitorForm {
  const name = /^ {2}name: (\S+)$/m.exec(yaml)?.[1];
  if (name === undefined) {
    const message = 'is missing';
    throw new MockFault(400, 'invalid', message, [{ path: '/metadata/name', message }]);
  }
  const endpoint = { ...PLAIN_ENDPOINT, port: /port: (\S+)/.exec(yaml)?.[1] ?? 'web' };
  return {
    name,
    environment,
    enabled,
    source: { kind: 'pod', selector: { matchLabels: {}, matchExpressions: [] } },
    endpoints: [endpoint],
    limits: NO_LIMITS,
  };
}

function yamlOf({ name, endpoints }: MonitorForm): string {
  const port = endpoints[0]?.port ?? '';
  return `apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata:\n  name: ${name}\nspec:\n  podMetricsEndpoints:\n    - port: ${port}\n`;
}

function targetAt(at: string, job: string): MonitorTarget {
  const url = 'http://10.1.0.7:8080/metrics';
  return {
    url,
    instance: '10.1.0.7:8080',
    labels: { job, namespace: 'shop-prod' },
    health: 'down',
    lastError: `Get ${url}: the target cannot be connected to (ECONNREFUSED)`,
    lastScrape: at,
    durationSeconds: 0.004,
  };
}
