import type { Page } from '../../web/contract/common.ts';
import type { Incident } from '../../web/contract/incidents.ts';
import type { Rule } from '../../web/contract/rules.ts';
import { type ApiClient, signIn } from './api-client.ts';
import { type CrashLab, type CrashTenant, crashPassword, wordOf } from './crash-lab.ts';
import { remoteWriteBody } from './remote-write-body.ts';

/** Two rules of a tenant on what it pushed: one that waits for an hour, and one that fires at once. */
export class CrashRules {
  readonly #lab: CrashLab;
  readonly #tenant: CrashTenant;
  readonly #client: ApiClient;

  private constructor(lab: CrashLab, tenant: CrashTenant, client: ApiClient) {
    this.#lab = lab;
    this.#tenant = tenant;
    this.#client = client;
  }

  static async make(lab: CrashLab, tenant: CrashTenant): Promise<CrashRules> {
    const labels = { __name__: 'crash_level', secret: wordOf(tenant) };
    const pushed = await lab.send(tenant, `/scopes/${tenant}/prometheus/api/v1/write`, {
      body: new Uint8Array(remoteWriteBody([{ labels, samples: [[Date.now(), 1]] }])),
      headers: { 'content-encoding': 'snappy', 'content-type': 'application/x-protobuf' },
    });
    if (pushed.status !== 204) throw new Error(pushed.text);
    const client = await signIn(lab.service.url, `${tenant}-admin`, crashPassword);
    for (const [name, holds] of [
      ['Waits', '1h'],
      ['Fires', '0'],
    ] as const) {
      await client.post<Rule>(`/api/v1/tenants/${tenant}/rules`, ruleOf(tenant, name, holds));
    }
    return new CrashRules(lab, tenant, client);
  }

  /** Of the rule that fires: one, and the same for as long as it does. */
  async incidents(): Promise<readonly Pick<Incident, 'id' | 'status' | 'startedAt'>[]> {
    const path = `/api/v1/tenants/${this.#tenant}/incidents`;
    const { items } = await this.#client.get<Page<Incident>>(path);
    return items.map(({ id, status, startedAt }) => ({ id, status, startedAt }));
  }

  /** For how many seconds the other one has waited, at each of its evaluations, in their order. */
  async waited(): Promise<readonly number[]> {
    const form = new URLSearchParams({ query: 'ALERTS_FOR_STATE{alertname="Waits"}[2h]' });
    const path = `/scopes/${this.#tenant}/prometheus/api/v1/query?${form}`;
    const { status, text } = await this.#lab.send(this.#tenant, path);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    const { data } = JSON.parse(text) as {
      data: { result: readonly { values: readonly (readonly [number, string])[] }[] };
    };
    if (data.result.length > 1) throw new Error(`it waits ${data.result.length} times: ${text}`);
    return (data.result[0]?.values ?? []).map(([at, since]) => at - Number(since));
  }
}

function ruleOf(tenant: CrashTenant, name: string, holds: string): object {
  return {
    name,
    scope: tenant,
    expression: 'last_over_time(crash_level[2h])',
    interval: '1s',
    levels: [{ severity: 'critical', operator: '>', threshold: 0.5, for: holds }],
    labels: {},
    annotations: {},
    channels: [],
    levelChange: 'raised',
    enabled: true,
  };
}
