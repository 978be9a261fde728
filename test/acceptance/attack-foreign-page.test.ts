import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLive } from '../support/live-client.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { readerToken, signInAs, twoTenants } from '../support/two-tenants.ts';

const EVIL = 'https://evil.example';

/**
 * Whoever opened a scoped URL in a browser was asked for user and password, typed the token, and
 * has a browser that sends it along with everything to this host, whichever page asks for it.
 */
describe('a foreign page in a browser that knows Basic credentials', () => {
  let service: TocsinProcess;
  const basic = {
    authorization: `Basic ${Buffer.from(`me:${readerToken('acme')}`).toString('base64')}`,
  };

  beforeAll(async () => {
    service = await startTocsin({ config: twoTenants({ prometheusUrl: 'http://127.0.0.1:9' }) });
  });
  afterAll(() => service?.remove());

  it('cannot listen to incidents', async () => {
    const foreign = openLive(service.url, { owner: 'acme', headers: basic, origin: EVIL });
    await expect(foreign).rejects.toThrow('refused with 403');
    for (const origin of [service.url, null]) {
      const own = await openLive(service.url, { owner: 'acme', headers: basic, origin });
      await own.waitFor('hello');
      own.close();
    }
  });

  it('cannot send anything unsafe', async () => {
    const path = `${service.url}/scopes/acme/prometheus/api/v1/query`;
    const post = (headers: Record<string, string>) =>
      fetch(path, {
        method: 'POST',
        headers: { ...basic, ...headers },
        body: new URLSearchParams({ query: '1' }),
      });
    expect((await post({ origin: EVIL })).status).toBe(403);
    expect((await post({})).status).toBe(502);
  });

  it('leaves alone who sends a bearer token, which no browser does by itself', async () => {
    const headers = { authorization: `Bearer ${readerToken('acme')}` };
    const live = await openLive(service.url, { owner: 'acme', headers, origin: EVIL });
    await live.waitFor('hello');
    live.close();
  });

  it('cannot listen with the cookie either', async () => {
    const { headers } = await signInAs(service.url, 'acme-admin');
    for (const origin of [EVIL, 'null', null]) {
      const socket = openLive(service.url, { owner: 'acme', headers, origin });
      await expect(socket).rejects.toThrow('refused with 403');
    }
  });
});
