import { objectIn } from '../../platform/kubernetes/objects/json-object.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import type { Kubernetes } from './kubernetes/start-kubernetes.ts';

interface Group {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly {
    readonly alert: string;
    readonly expr: string;
    readonly for: string;
    readonly labels?: object;
    readonly annotations?: object;
  }[];
}

/**
 * An operator and its Prometheus, or Loki, in one: what a GET of `/api/v1/rules` answers is what the
 * objects of the test's cluster say.
 */
export function ruleOperator(cluster: Kubernetes): Pick<Outbound, 'send'> & { isUp: boolean } {
  const operator = {
    isUp: true,
    send: async ({ url }: { readonly url: string }) => {
      if (!operator.isUp) {
        return { kind: 'failed', reason: 'connect', cause: new Error('down') } as const;
      }
      const kind = url.includes('loki') ? 'AlertingRule' : 'PrometheusRule';
      const groups = cluster.objects.list(kind).flatMap(groupsOf);
      const body = Buffer.from(JSON.stringify({ status: 'success', data: { groups } }));
      return { kind: 'answered', status: 200, headers: {}, body, isCut: false } as const;
    },
  };
  return operator;
}

function groupsOf(object: object): readonly object[] {
  const { groups } = objectIn(object, 'spec');
  return (groups as readonly Group[]).map(({ name, interval, rules }) => ({
    name,
    file: '/etc/prometheus/rules/some-name-of-the-operator.yaml',
    interval: seconds(interval),
    rules: rules.map((rule) => ({
      name: rule.alert,
      query: rule.expr,
      duration: seconds(rule.for),
      labels: rule.labels ?? {},
      annotations: rule.annotations ?? {},
      health: 'ok',
      state: 'inactive',
      lastEvaluation: '2026-01-01T00:00:00Z',
    })),
  }));
}

const seconds = (duration: string): number => (parseDurationMs(duration) ?? 0) / 1_000;
