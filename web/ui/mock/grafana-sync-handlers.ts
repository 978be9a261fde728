import type { GrafanaSource, GrafanaStatus } from '../../contract/grafana-sync.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import type { MockIo } from './world.ts';

/** The Grafana of tenants; that of acme has something that is not in step. */
export function grafanaSyncHandlers({ now }: MockIo) {
  const statuses = new Map<string, GrafanaStatus>();
  const at = () => new Date(now()).toISOString();
  const of = (tenant: string): GrafanaStatus => {
    const known = statuses.get(tenant) ?? statusOf(tenant, at());
    statuses.set(tenant, known);
    return known;
  };
  const change = (tenant: string, part: Partial<GrafanaStatus>, message: string) => {
    const before = of(tenant);
    const line = { at: at(), kind: 'settings', actor: 'ann', subject: tenant, message };
    const next = { ...before, ...part, journal: [line, ...before.journal] };
    statuses.set(tenant, next);
    return next;
  };
  const file = (path: string) => ({ files: [{ path, text: `# ${path}\n` }] });
  return {
    'grafanaSync.status': ({ params: { tenant } }) => of(tenant),
    'grafanaSync.update': ({ params: { tenant }, body, revision }) => {
      if (revision !== of(tenant).revision) {
        throw new MockFault(412, 'precondition_failed', 'the settings were changed meanwhile');
      }
      const sources = [tenant, ...body.scopes].flatMap((scope) => sourcesOf(scope, at()));
      return change(tenant, { ...body, sources, revision: revision + 1 }, 'changed what is shown');
    },
    'grafanaSync.synchronise': ({ params: { tenant } }) =>
      change(tenant, { doneAt: at(), triedAt: at() }, 'asked for it'),
    'grafanaSync.renewTokens': ({ params: { tenant } }) =>
      change(tenant, {}, 'asked for new tokens'),
    'grafanaSync.files': ({ params: { tenant } }) => file(`datasources/tocsin-${tenant}.yaml`),
    'grafanaSync.objects': ({ params: { tenant } }) => file(`tocsin-grafana-${tenant}.yaml`),
  } satisfies Partial<Handlers>;
}

const KINDS = { prometheus: 'Metrics', loki: 'Logs', alertmanager: 'Alerts' } as const;

function sourcesOf(scope: string, checkedAt: string): GrafanaSource[] {
  const kinds = ['prometheus', 'loki', 'alertmanager'] as const;
  return kinds.map((kind) => ({
    ...{ uid: `tocsin-${kind}-${scope}`, kind, name: `${KINDS[kind]} ${scope}`, scope },
    ...{ health: 'ok', message: '', checkedAt },
  }));
}

function statusOf(tenant: string, at: string): GrafanaStatus {
  const isAcme = tenant === 'acme';
  return {
    ...{ delivery: 'api', version: '12.1.0', folder: null, fault: null, triedAt: at, doneAt: at },
    organisation: { id: isAcme ? 2 : 3, name: `tocsin: ${tenant}` },
    ...{ scopes: [], mayEdit: false, sources: sourcesOf(tenant, at), inStep: 12, revision: 0 },
    drift: isAcme
      ? [
          {
            ...{ uid: 'checkout', title: 'Checkout', kind: 'provisioned', at },
            message: 'It comes from a provisioning file of Grafana and cannot be saved there.',
          },
        ]
      : [],
    journal: [
      {
        ...{ at, kind: 'organisation', actor: 'tocsin', subject: `tocsin: ${tenant}` },
        message: 'made in Grafana',
      },
    ],
  };
}
