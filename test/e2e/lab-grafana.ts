import { ADMIN, grafanaBefore } from '../support/grafana-lab-config.ts';
import { GrafanaStandIn } from '../support/grafana-stand-in.ts';
import { type TenantName, tenants } from '../support/two-tenants.ts';

const secretOf = (tenant: TenantName): string => `fixture-token-of-the-data-source-of-${tenant}`;
const sourceOf = (tenant: TenantName) =>
  ({ type: 'prometheus', uid: `${tenant}-metrics` }) as const;

/** A Grafana that stands in for a real one, and what the service is told of it. */
export interface LabGrafana {
  readonly standIn: GrafanaStandIn;
  readonly tokens: readonly object[];
  readonly config: object;
}

/** An organisation for each tenant; in that of acme the board `up`. @param port of the service */
export async function startLabGrafana(port: number): Promise<LabGrafana> {
  const own = `http://127.0.0.1:${port}`;
  const standIn = await GrafanaStandIn.start(grafanaBefore(own));
  const places = tenants.map(({ id }) => {
    const organisation = standIn.addOrganisation(id);
    const url = `${own}/scopes/${id}/prometheus`;
    standIn.addDataSource(organisation, { ...sourceOf(id), url, token: secretOf(id) });
    if (id === 'acme') standIn.addDashboard(organisation, 'up', BOARD);
    return { tenant: id, organisation, dataSources: [sourceOf(id).uid] };
  });
  const { user: adminUser, password: adminPassword } = ADMIN;
  return {
    standIn,
    config: { url: standIn.url, adminUser, adminPassword, places },
    tokens: tenants.map(({ id }) => ({
      ...{ name: 'data source of Grafana', owner: id, kind: 'grafana-data-source', node: id },
      ...{ permissions: ['metrics:read'], secret: secretOf(id) },
    })),
  };
}

const panel = (id: number, title: string, expr: string, x: number) => ({
  ...{ id, title, type: 'timeseries', datasource: sourceOf('acme') },
  gridPos: { x, y: 0, w: 12, h: 9 },
  targets: [{ refId: 'A', expr }],
  links: [
    { title: 'Board that is gone', url: '/d/gone/gone' },
    { title: 'This board again', url: '/d/up/targets' },
  ],
});

const BOARD = {
  uid: 'up',
  title: 'Targets',
  templating: {
    list: [
      { name: 'level', type: 'custom', query: 'low,high', current: { value: 'low', text: 'low' } },
    ],
  },
  panels: [panel(1, 'Is up', 'up', 0), panel(2, 'Goroutines', 'go_goroutines', 12)],
};
