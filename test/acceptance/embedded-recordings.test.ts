import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SystemRule } from '../../web/contract/system-rules.ts';
import { signIn } from '../support/api-client.ts';
import {
  EmbeddedLabClient,
  labPassword,
  labToken,
  startEmbeddedLab,
} from '../support/embedded-lab.ts';
import type { TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';

type Tenant = 'acme' | 'globex';

describe('system rules that record, evaluated here', () => {
  let service: TocsinProcess;
  beforeAll(async () => {
    service = await startEmbeddedLab();
  });
  afterAll(() => service?.remove());

  const data = (tenant: Tenant) => new EmbeddedLabClient(service.url, labToken(tenant));

  it('make metrics of lines, for the tenant that switched them on and no other', async () => {
    for (const tenant of ['acme', 'globex'] as const) {
      const values = [[`${Date.now()}000000`, 'error: no room']];
      const streams = [{ stream: { app: 'recorded', pod: 'web-1' }, values }];
      const path = `/scopes/${tenant}.shop.prod/loki/loki/api/v1/push`;
      expect(await data(tenant).json('POST', path, { streams })).toMatchObject({ status: 204 });
    }
    const acme = await signIn(service.url, 'acme-admin', labPassword);
    const base = '/api/v1/tenants/acme';
    const on = { enabled: true, channels: [] };
    await acme.put(`${base}/system-rule-groups/recordings`, on, 0);
    for (const id of ['record-log-lines', 'record-error-log-lines']) {
      const path = `${base}/system-rules/${id}/override`;
      const made = await acme.put<SystemRule>(path, { interval: '1s' }, 0);
      expect(made).toMatchObject({ enabled: true, levels: [], language: 'logql' });
    }
    const metrics = '{__name__=~"namespace_pod:(error_)?log_lines:count1m"}';
    await waitUntil(async () => (await data('acme').series('acme@lab', metrics)).length === 2, {
      what: 'both series',
    });
    for (const labels of await data('acme').series('acme@lab', metrics)) {
      expect(labels).toMatchObject({ namespace: 'acme-prod', pod: 'web-1' });
    }
    expect(await data('globex').series('globex', metrics)).toEqual([]);
  });

  it('event rules make incidents of what clusters post, for the tenant it is about', async () => {
    const admins = await Promise.all(
      ['acme', 'globex'].map((tenant) => signIn(service.url, `${tenant}-admin`, labPassword)),
    );
    const rule = {
      name: 'Falls',
      description: '',
      enabled: true,
      source: 'event',
      condition: 'type = "Warning" and involvedObject.kind = "Pod"',
      severity: 'WARNING',
      quiet: '10m',
      environment: null,
      policy: null,
    };
    const base = (index: number) => `/api/v1/tenants/${['acme', 'globex'][index]}`;
    for (const [index, admin] of admins.entries()) {
      const made = await admin.call('POST', `${base(index)}/event-rules`, rule);
      expect(made.status).toBe(201);
    }
    const platform = new EmbeddedLabClient(service.url, labToken('_platform'));
    const event = {
      kind: 'Event',
      metadata: { uid: '1', resourceVersion: '1' },
      involvedObject: { kind: 'Pod', name: 'web-0', namespace: 'acme-prod' },
      type: 'Warning',
      reason: 'BackOff',
      message: 'it fell',
      lastTimestamp: new Date().toISOString(),
    };
    const path = '/scopes/_platform@lab/kubernetes/events';
    expect(await platform.json('POST', path, event)).toMatchObject({ status: 204 });
    // It is there when the post is answered.
    const [own, theirs] = await Promise.all(
      admins.map((admin, index) => admin.call('GET', `${base(index)}/incidents`)),
    );
    expect(own?.body).toMatchObject({
      items: [{ title: 'Falls', severity: 'warning', environment: 'prod', status: 'firing' }],
    });
    expect(theirs?.body).toMatchObject({ items: [] });
  });
});
