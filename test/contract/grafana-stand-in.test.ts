import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRAFANAS, type GrafanaUnderTest } from '../support/grafana-under-test.ts';

const ADMIN = { user: 'admin', password: 'of the contract test' };
const ISSUER = 'https://tocsin.example';
const TOKEN = 'the-token-of-a-data-source';
const VIEWER = '01JABCDEFGHJKMNPQRSTVWXYZ1';
const BOARD = { title: 'Shop', panels: [] };

/** Keys of ours, and the backend of a data source, on one port. */
async function startSurroundings() {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const other = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
  const asked: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/keys') return void response.end(JSON.stringify({ keys: [key] }));
    asked.push(request.headers);
    return void response.end(
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up"},"value":[1,"1"]}]}}',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sign = (claims: object = {}, key_ = pair.privateKey) => {
    const nowS = Math.floor(Date.now() / 1000);
    const all = {
      iss: ISSUER,
      aud: 'grafana',
      sub: VIEWER,
      name: 'Ann',
      iat: nowS,
      exp: nowS + 60,
    };
    return new SignJWT({ ...all, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'JWT' })
      .sign(key_);
  };
  const forge = () => sign({}, other.privateKey);
  return { url, asked, sign, forge, stop: () => void server.close() };
}

/** What tocsin relies on in a Grafana. */
for (const { name, isThere, start } of GRAFANAS)
  describe.skipIf(!isThere)(name, () => {
    let around: Awaited<ReturnType<typeof startSurroundings>>;
    let grafana: GrafanaUnderTest;
    let own: number;
    let foreign: number;
    beforeAll(async () => {
      around = await startSurroundings();
      grafana = await start({
        admin: ADMIN,
        names: 'user',
        jwt: {
          headerName: 'X-JWT-Assertion',
          jwkSetUrl: () => `${around.url}/keys`,
          expectClaims: () => ({ iss: ISSUER }),
        },
      });
      own = await grafana.addOrganisation('own');
      foreign = await grafana.addOrganisation('foreign');
      for (const [organisation, uid] of [
        [own, 'own-metrics'],
        [foreign, 'foreign-metrics'],
      ] as const) {
        await grafana.addDataSource(organisation, {
          uid,
          type: 'prometheus',
          url: around.url,
          token: TOKEN,
        });
      }
      await grafana.addDashboard(own, 'shop', BOARD);
    }, 150_000);
    afterAll(async () => {
      await grafana?.stop();
      around?.stop();
    });

    const send = async (method: string, path: string, headers: object, body?: object) => {
      const answer = await fetch(`${grafana.url}${path}`, {
        method,
        redirect: 'manual',
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, text: await answer.text() };
    };
    const asAdmin = () => ({
      authorization: `Basic ${Buffer.from(`${ADMIN.user}:${ADMIN.password}`).toString('base64')}`,
    });
    const asViewer = async (organisation = own, token?: string) => ({
      'x-jwt-assertion': token ?? (await around.sign()),
      'x-grafana-org-id': String(organisation),
    });

    it('makes a member of somebody it does not know yet', async () => {
      const members = `/api/orgs/${own}/users`;
      const add = { loginOrEmail: VIEWER, role: 'Viewer' };
      expect((await send('POST', members, asAdmin(), add)).status).toBe(404);
      const user = { login: VIEWER, name: 'Ann', password: 'nobody knows this one', OrgId: own };
      const made = await send('POST', '/api/admin/users', asAdmin(), user);
      const { id } = JSON.parse(made.text) as { id: number };
      expect([made.status, Number.isSafeInteger(id)]).toEqual([200, true]);
      expect((await send('POST', members, asAdmin(), add)).status).toBe(409);
      const found = await send('GET', `/api/users/lookup?loginOrEmail=${VIEWER}`, asAdmin());
      expect(JSON.parse(found.text)).toMatchObject({ id, login: VIEWER.toLowerCase() });
      expect((await send('PATCH', `${members}/${id}`, asAdmin(), { role: 'Viewer' })).status).toBe(
        200,
      );
    });

    it('signs in whom our key signs for, in their organisation and no other', async () => {
      const board = '/api/dashboards/uid/shop';
      expect((await send('GET', board, await asViewer())).status).toBe(200);
      expect((await send('GET', board, await asViewer(foreign))).status).not.toBe(200);
      expect((await send('GET', board, {})).status).toBe(401);
      expect((await send('GET', board, await asViewer(own, await around.forge()))).status).toBe(
        401,
      );
      const over = await around.sign({ exp: Math.floor(Date.now() / 1000) - 120 });
      expect((await send('GET', board, await asViewer(own, over))).status).toBe(401);
      const stranger = await around.sign({ iss: 'https://other.example' });
      expect((await send('GET', board, await asViewer(own, stranger))).status).toBe(401);
    });

    it('serves pages, the list and the JSON of boards below its sub-path', async () => {
      for (const page of ['/d/shop/shop?kiosk=1', '/d-solo/shop/shop?panelId=1']) {
        const { status, text } = await send('GET', `${page}&orgId=${own}`, await asViewer());
        expect([status, text.slice(0, 9).toLowerCase()]).toEqual([200, '<!doctype']);
      }
      const list = await send('GET', '/api/search?type=dash-db', await asViewer());
      expect(JSON.parse(list.text)).toMatchObject([{ uid: 'shop', title: 'Shop' }]);
      const board = await send('GET', '/api/dashboards/uid/shop', await asViewer());
      expect(JSON.parse(board.text)).toMatchObject({ dashboard: { title: 'Shop' } });
    });

    it('asks a data source with its token and who looks, and none of another organisation', async () => {
      const query = (uid: string) => ({
        queries: [
          { refId: 'A', datasource: { type: 'prometheus', uid }, expr: 'up', instant: true },
        ],
        from: 'now-1h',
        to: 'now',
      });
      around.asked.length = 0;
      expect(
        (await send('POST', '/api/ds/query', await asViewer(), query('own-metrics'))).status,
      ).toBe(200);
      expect(around.asked.at(-1)).toMatchObject({
        authorization: `Bearer ${TOKEN}`,
        'x-grafana-user': VIEWER.toLowerCase(),
      });
      around.asked.length = 0;
      const refused = await send(
        'POST',
        '/api/ds/query',
        await asViewer(),
        query('foreign-metrics'),
      );
      expect([refused.status === 200, around.asked]).toEqual([false, []]);
    });

    it('publishes the keys of what it signs', async () => {
      const { status, text } = await send('GET', '/api/signing-keys/keys', {});
      expect([status, Array.isArray((JSON.parse(text) as { keys: unknown }).keys)]).toEqual([
        200,
        true,
      ]);
    });
  });
