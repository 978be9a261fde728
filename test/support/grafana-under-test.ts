import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.ts';
import {
  GrafanaStandIn,
  type StandInDataSource,
  type StandInSettings,
} from './grafana-stand-in.ts';
import { answers, startServerProcess } from './server-process.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

/** A Grafana, real or not, as the contract asks it. */
export interface GrafanaUnderTest {
  /** With the sub-path. */
  readonly url: string;
  addOrganisation(name: string): Promise<number>;
  addDataSource(organisation: number, source: StandInDataSource): Promise<void>;
  addDashboard(organisation: number, uid: string, dashboard: object): Promise<void>;
  stop(): Promise<void>;
}

export async function standInUnderTest(settings: StandInSettings): Promise<GrafanaUnderTest> {
  const standIn = await GrafanaStandIn.start(settings);
  return {
    url: standIn.url,
    addOrganisation: async (name) => standIn.addOrganisation(name),
    addDataSource: async (id, source) => standIn.addDataSource(id, source),
    addDashboard: async (id, uid, dashboard) => standIn.addDashboard(id, uid, dashboard),
    stop: () => standIn.stop(),
  };
}

/** @param binary `bin/grafana` of an unpacked Grafana */
export async function startRealGrafana(
  binary: string,
  settings: StandInSettings,
): Promise<GrafanaUnderTest> {
  const folder = tempFolder('grafana');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/grafana`;
  const file = join(folder, 'grafana.ini');
  mkdirSync(join(folder, 'data'));
  writeFileSync(file, configurationOf(settings, { folder, port, url }));
  const process = await startServerProcess({
    name: 'grafana',
    command: binary,
    args: ['server', '--homepath', dirname(dirname(binary)), '--config', file],
    cwd: folder,
    ready: () => answers(`${url}/api/health`),
    readyTimeoutMs: 120_000,
  });
  const { user, password } = settings.admin;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const post = async (path: string, organisation: number, body: object) => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/json',
        'x-grafana-org-id': String(organisation),
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as { readonly orgId?: number };
  };
  return {
    url,
    addOrganisation: async (name) => (await post('/api/orgs', 1, { name })).orgId ?? 0,
    addDataSource: async (id, { uid, type, url: at, token }) => {
      await post('/api/datasources', id, {
        ...{ uid, type, url: at, name: uid, access: 'proxy' },
        jsonData: { httpHeaderName1: 'Authorization', httpMethod: 'POST' },
        secureJsonData: { httpHeaderValue1: `Bearer ${token}` },
      });
    },
    addDashboard: async (id, uid, dashboard) => {
      await post('/api/dashboards/db', id, { dashboard: { ...dashboard, uid }, overwrite: true });
    },
    stop: async () => {
      await process.stop();
      removeFolder(folder);
    },
  };
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly url: string;
}

/** What docs/grafana.md tells administrators to set. */
function configurationOf(
  { admin, jwt, names }: StandInSettings,
  { folder, port, url }: Place,
): string {
  return `
[paths]
data = ${join(folder, 'data')}
[server]
http_addr = 127.0.0.1
http_port = ${port}
root_url = ${url}/
serve_from_sub_path = true
[security]
admin_user = ${admin.user}
admin_password = ${admin.password}
allow_embedding = true
[auth]
disable_login_form = true
[auth.jwt]
enabled = true
header_name = ${jwt.headerName}
jwk_set_url = ${jwt.jwkSetUrl()}
username_claim = sub
expect_claims = ${JSON.stringify(jwt.expectClaims())}
auto_sign_up = true
skip_org_role_sync = true
[dataproxy]
send_user_header = ${names === 'user'}
[analytics]
reporting_enabled = false
check_for_updates = false
[log]
level = warn
`;
}
