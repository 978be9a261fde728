import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenClient } from './api-client.ts';
import { startTocsin, type TocsinProcess } from './tocsin-process.ts';
import { readerToken, signInAs, twoTenants } from './two-tenants.ts';

describe('the built service as a process', () => {
  let tocsin: TocsinProcess;
  beforeAll(async () => {
    tocsin = await startTocsin({ config: twoTenants({ prometheusUrl: 'http://127.0.0.1:9' }) });
  });
  afterAll(() => tocsin.remove());

  it('knows the users and tokens of the fixture, each in its tenant', async () => {
    const acme = await signInAs(tocsin.url, 'acme-admin');
    const session = await acme.get<{ scopes: { path: string }[] }>('/api/v1/session');
    const tenantsSeen = new Set(session.scopes.map(({ path }) => path.split('.')[0]));
    expect([...tenantsSeen]).toEqual(['acme']);
    const reader = tokenClient(tocsin.url, readerToken('umbrella'));
    const own = await reader.call('GET', '/scopes/umbrella/prometheus/api/v1/query?query=up');
    const foreign = await reader.call('GET', '/scopes/acme/prometheus/api/v1/query?query=up');
    expect([own.status, foreign.status]).toEqual([502, 403]);
  });

  it('starts again on its data after kill -9', async () => {
    const acme = await signInAs(tocsin.url, 'acme-admin');
    const pid = tocsin.pid();
    expect(await tocsin.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    await tocsin.restart();
    expect(tocsin.pid()).not.toBe(pid);
    expect((await acme.call('GET', '/api/v1/session')).status).toBe(200);
  });

  it('drains and ends with code 0 on SIGTERM', async () => {
    expect(await tocsin.stop()).toEqual({ code: 0, signal: null });
  });
});
