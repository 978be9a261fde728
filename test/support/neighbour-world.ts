import type { Channel } from '../../web/contract/channels.ts';
import type { Page } from '../../web/contract/common.ts';
import type { Rule } from '../../web/contract/rules.ts';
import type { ApiTokenWithSecret, UserWithPassword } from '../../web/contract/tenancy.ts';
import { type ApiClient, signIn } from './api-client.ts';
import { startTocsin, type TocsinProcess } from './tocsin-process.ts';
import { signInAs, twoTenants } from './two-tenants.ts';

export const PASSWORD = 'a password that nobody logs';
export const SECRET_PATH = 'a-hook-path-that-nobody-may-see';
export const HMAC_KEY = 'an-hmac-key-that-nobody-may-see';

/** A running service whose tenant acme has things that umbrella would like to have. */
export interface NeighbourWorld {
  readonly service: TocsinProcess;
  readonly root: ApiClient;
  readonly acme: ApiClient;
  readonly umbrella: ApiClient;
  /** Ids of what belongs to acme. */
  readonly victim: {
    readonly user: string;
    readonly channel: Channel;
    readonly rule: Rule;
    readonly token: string;
    readonly binding: string;
  };
}

/** A rule of acme, as it is sent; `change` replaces fields. */
export function ruleOf(change: object = {}) {
  return {
    name: 'Queue is long',
    scope: 'acme',
    expression: 'queue_depth',
    interval: '1m',
    levels: [{ severity: 'critical', operator: '>', threshold: 1, for: '0' }],
    labels: {},
    annotations: {},
    channels: [],
    levelChange: 'raised',
    enabled: true,
    ...change,
  };
}

/** A webhook channel with secrets, as it is sent; `change` replaces fields. */
export function hookOf(change: object = {}) {
  return {
    kind: 'webhook',
    name: 'hook',
    url: `https://hooks.example/${SECRET_PATH}`,
    secret: HMAC_KEY,
    sendResolved: true,
    language: 'en',
    enabled: true,
    ...change,
  };
}

/** Makes a user, with a role when one is given, and answers its id. */
export async function makeUser(root: ApiClient, name: string, role?: string, node?: string) {
  const fields = { displayName: '', email: null, language: 'en', disabled: false };
  const { user } = await root.post<UserWithPassword>('/api/v1/users', {
    name,
    ...fields,
    password: PASSWORD,
  });
  if (role && node) {
    const owner = node.split('.')[0];
    await root.post(`/api/v1/tenants/${owner}/role-bindings`, { user: user.id, role, node });
  }
  return user.id;
}

/** Signed in, with the first password changed. */
export async function enter(service: TocsinProcess, name: string): Promise<ApiClient> {
  const client = await signIn(service.url, name, PASSWORD);
  await client.post('/api/v1/session/password', { current: PASSWORD, next: `${PASSWORD}!` });
  return client;
}

export async function openNeighbourWorld(): Promise<NeighbourWorld> {
  const service = await startTocsin({
    config: twoTenants({ prometheusUrl: 'http://127.0.0.1:9' }),
  });
  const root = await signInAs(service.url, 'root');
  const acme = await signInAs(service.url, 'acme-admin');
  const umbrella = await signInAs(service.url, 'umbrella-admin');
  const base = '/api/v1/tenants/acme';
  const user = await makeUser(root, 'acme-member', 'tenant-member', 'acme');
  const channel = await acme.post<Channel>(`${base}/channels`, hookOf());
  const rule = await acme.post<Rule>(`${base}/rules`, ruleOf({ channels: [channel.id] }));
  const { token } = await acme.post<ApiTokenWithSecret>(`${base}/tokens`, {
    name: 't',
    kind: 'scope',
    node: 'acme',
    permissions: ['metrics:read'],
    expiresAt: null,
  });
  const bindings = await acme.get<Page<{ id: string; user: string }>>(`${base}/role-bindings`);
  const binding = bindings.items.find((one) => one.user === user)?.id ?? '';
  return {
    service,
    root,
    acme,
    umbrella,
    victim: { user, channel, rule, token: token.id, binding },
  };
}
