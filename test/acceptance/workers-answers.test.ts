import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import {
  apiOf,
  readerOf,
  startWorkersLab,
  WORKER_TENANTS,
  type WorkersLab,
  type WorkerTenant,
  workersConfig,
} from '../support/workers-lab.ts';

const AT_S = 1_700_000_000;
const FORM = 'application/x-www-form-urlencoded';

const QUESTIONS: readonly (readonly [string, string])[] = [
  ['query', `query=up&time=${AT_S}`],
  ['query', `query=sum(up)%20by%20(namespace)&time=${AT_S}`],
  ['query', 'query=up%7B'],
  ['query_range', `query=up&start=${AT_S - 60}&end=${AT_S}&step=15`],
  ['series', `match[]=up&start=${AT_S - 60}&end=${AT_S}`],
  ['labels', `start=${AT_S - 60}&end=${AT_S}`],
  ['label/namespace/values', `start=${AT_S - 60}&end=${AT_S}`],
  ['rules', ''],
  ['alerts', ''],
  ['targets', ''],
  ['metadata', ''],
  ['format_query', 'query=sum(up)by(namespace)'],
  ['status/buildinfo', ''],
  ['status/config', ''],
];

/** The built service with two workers beside the same without any, on one Prometheus. */
requires('prometheus')('answers with workers', () => {
  let prometheus: Prometheus;
  let alone: TocsinProcess;
  let lab: WorkersLab;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    await prometheus.writeSeries(
      WORKER_TENANTS.map((namespace, index) => ({
        labels: { __name__: 'up', namespace, job: `job of ${namespace}` },
        samples: [0, 15, 30, 45, 60].map((s) => [(AT_S - 60 + s) * 1000, index + s] as const),
      })),
    );
    [alone, lab] = await Promise.all([
      startTocsin({ config: workersConfig(prometheus.url, 0) }),
      startWorkersLab(prometheus.url),
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([alone?.remove(), lab?.service.remove()]);
    await prometheus?.stop();
  });

  async function ask(url: string, path: string, tenant: WorkerTenant | null, init?: RequestInit) {
    const headers = { ...(tenant === null ? {} : readerOf(tenant)), ...init?.headers };
    const answer = await fetch(`${url}${path}`, { ...init, headers });
    const type = answer.headers.get('content-type');
    return { status: answer.status, type, body: await answer.text() };
  }

  it.each(
    QUESTIONS.flatMap(([path, form]) =>
      WORKER_TENANTS.map((tenant) => [path, form, tenant] as const),
    ),
  )('%s?%s of %s are those without', async (path, form, tenant) => {
    const target = `${apiOf(tenant, path)}?${form}`;
    const answer = await ask(lab.service.url, target, tenant);
    expect(answer).toEqual(await ask(alone.url, target, tenant));
    const other = tenant === 'acme' ? 'globex' : 'acme';
    expect(answer.body).not.toContain(other);
  });

  it.each(WORKER_TENANTS)('a form in the body of a POST of %s is read', async (tenant) => {
    const body = `query=up&time=${AT_S}`;
    const init = { method: 'POST', headers: { 'content-type': FORM }, body };
    const answer = await ask(lab.service.url, apiOf(tenant, 'query'), tenant, init);
    expect(answer).toEqual(await ask(alone.url, apiOf(tenant, 'query'), tenant, init));
    expect(answer.body).toContain(`job of ${tenant}`);
  });

  it.each([
    ['a neighbour', 'globex', 403],
    ['nobody', null, 401],
  ] as const)('refuses %s', async (_, who, status) => {
    const target = `${apiOf('acme', 'query')}?query=up&time=${AT_S}`;
    const answer = await ask(lab.service.url, target, who);
    expect(answer.status).toBe(status);
    expect(answer).toEqual(await ask(alone.url, target, who));
  });

  it('come from the worker of the tenant, and count in the metrics of the service', async () => {
    const count = async () => {
      const text = await (await fetch(`${lab.service.url}/metrics`)).text();
      const [, value] =
        /^tocsin_scoped_requests_total\{route="api\/v1\/query",outcome="success"\} (\d+)$/m.exec(
          text,
        ) ?? [];
      expect(text.match(/^tocsin_build_info\{.*\} (\d+)$/m)?.[1]).toBe('1');
      return Number(value);
    };
    const before = await count();
    for (const tenant of WORKER_TENANTS) {
      for (let times = 0; times < 3; times++) {
        await ask(lab.service.url, `${apiOf(tenant, 'query')}?query=up`, tenant);
      }
    }
    expect(await count()).toBe(before + 6);
    expect(lab.pids()).toHaveLength(2);
  });
});
