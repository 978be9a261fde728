import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JWTPayload } from 'jose';
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
  /** Of a member, or null. */
  roleOf(organisation: number, login: string): Promise<string | null>;
  /** The page of the board `BOARD`. */
  readonly page: RegExp;
  /** What Live answers to a client that connects. */
  readonly live: RegExp;
  /** `X-Grafana-Id` with claims as a test likes them; null: a real one signs for nobody else. */
  readonly signId: ((claims: JWTPayload) => Promise<string>) | null;
  stop(): Promise<void>;
}

export const GRAFANA_BINARY = process.env.TOCSIN_GRAFANA_BIN ?? '';

export interface GrafanaKind {
  /** Says what it needs where it is not there, for the title of a suite. */
  readonly name: string;
  readonly isThere: boolean;
  readonly isReal: boolean;
  readonly start: (settings: StandInSettings, rootUrl?: string) => Promise<GrafanaUnderTest>;
}

/** Those that a suite runs with. */
export const GRAFANAS: readonly GrafanaKind[] = [
  { name: 'the stand-in of Grafana', isThere: true, isReal: false, start: standInUnderTest },
  {
    name: `a real Grafana${GRAFANA_BINARY === '' ? ' [needs a Grafana in TOCSIN_GRAFANA_BIN]' : ''}`,
    isThere: GRAFANA_BINARY !== '',
    isReal: true,
    start: (settings, rootUrl) => startRealGrafana(GRAFANA_BINARY, settings, rootUrl),
  },
];

export async function standInUnderTest(settings: StandInSettings): Promise<GrafanaUnderTest> {
  const standIn = await GrafanaStandIn.start(settings);
  return {
    url: standIn.url,
    addOrganisation: async (name) => standIn.addOrganisation(name),
    addDataSource: async (id, source) => standIn.addDataSource(id, source),
    addDashboard: async (id, uid, dashboard) => standIn.addDashboard(id, uid, dashboard),
    roleOf: async (id, login) => standIn.roleOf(id, login),
    page: /<!doctype html>.*Orders/s,
    live: /^[0-9a-z]{26} \{"id":1/,
    signId: (claims) => standIn.signId(claims),
    stop: () => standIn.stop(),
  };
}

/**
 * @param binary `bin/grafana` of an unpacked Grafana
 * @param rootUrl where browsers reach it, without a trailing slash; its own address if not given
 */
export async function startRealGrafana(
  binary: string,
  settings: StandInSettings,
  rootUrl?: string,
): Promise<GrafanaUnderTest> {
  const folder = tempFolder('grafana');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/grafana`;
  const file = join(folder, 'grafana.ini');
  mkdirSync(join(folder, 'data'));
  writeFileSync(file, configurationOf(settings, { folder, port, url: rootUrl ?? url }));
  const process = await startServerProcess({
    name: 'grafana',
    command: binary,
    args: ['server', '--homepath', dirname(dirname(binary)), '--config', file],
    cwd: folder,
    ready: () => answers(`${url}/api/health`),
    readyTimeoutMs: 120_000,
  });
  const stop = async () => {
    await process.stop();
    removeFolder(folder);
  };
  return {
    url,
    ...administered(url, settings.admin),
    page: /<!doctype html>/i,
    ...OF_A_REAL_ONE,
    stop,
  };
}

/** Live speaks the protocol of Centrifuge. */
const OF_A_REAL_ONE = { live: /"connect"/, signId: null };

type Administered = Pick<
  GrafanaUnderTest,
  'addOrganisation' | 'addDataSource' | 'addDashboard' | 'roleOf'
>;

/** What the administrator of a real one does by its API. */
function administered(url: string, { user, password }: StandInSettings['admin']): Administered {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const send = async (method: string, path: string, organisation: number, body?: object) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization,
        'content-type': 'application/json',
        'x-grafana-org-id': String(organisation),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as unknown;
  };
  return {
    addOrganisation: async (name) => {
      const made = (await send('POST', '/api/orgs', 1, { name })) as { readonly orgId?: number };
      return made.orgId ?? 0;
    },
    addDataSource: async (id, { uid, type, url: at, token }) => {
      await send('POST', '/api/datasources', id, {
        ...{ uid, type, url: at, name: uid, access: 'proxy' },
        jsonData: {
          httpHeaderName1: 'Authorization',
          ...(type === 'alertmanager' ? { implementation: 'prometheus' } : { httpMethod: 'POST' }),
        },
        secureJsonData: { httpHeaderValue1: `Bearer ${token}` },
      });
    },
    addDashboard: async (id, uid, dashboard) => {
      const body = { dashboard: { ...dashboard, uid }, overwrite: true };
      await send('POST', '/api/dashboards/db', id, body);
    },
    roleOf: async (id, login) => {
      type Member = { readonly login: string; readonly role: string };
      const members = (await send('GET', `/api/orgs/${id}/users`, id)) as readonly Member[];
      return members.find((one) => one.login === login.toLowerCase())?.role ?? null;
    },
  };
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly url: string;
}

/**
 * What docs/grafana.md tells administrators to set. Outside of development Grafana takes keys from https
 * addresses only, and ours is on loopback here.
 */
function configurationOf(
  { admin, jwt, names }: StandInSettings,
  { folder, port, url }: Place,
): string {
  return `
app_mode = development
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
[users]
allow_org_create = false
viewers_can_edit = false
[dataproxy]
send_user_header = ${names === 'user'}
[analytics]
reporting_enabled = false
check_for_updates = false
[log]
level = warn
`;
}
