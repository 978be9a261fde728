import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenClient } from '../support/api-client.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { intakeToken, readerToken, twoTenants } from '../support/two-tenants.ts';

const ALERTS = '/intake/clusters/lab/api/v2/alerts';

describe('requests that no proper client sends', () => {
  let service: TocsinProcess;

  beforeAll(async () => {
    service = await startTocsin({ config: twoTenants({ prometheusUrl: 'http://127.0.0.1:9' }) });
  });
  afterAll(() => service?.remove());

  /** Sends bytes as they are; resolves with the first line of each answer once the peer closes. */
  const raw = (text: string) =>
    new Promise<readonly string[]>((resolve, reject) => {
      const socket = connect(service.port, '127.0.0.1');
      let answer = '';
      socket.setEncoding('latin1');
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(answer.match(/^HTTP\/1\.1 \d{3}/gm) ?? []));
      socket.write(text, 'latin1');
    });
  const bearer = `Authorization: Bearer ${readerToken('umbrella')}`;
  const last = 'Connection: close\r\n\r\n';
  const acme = '/scopes/acme/prometheus/api/v1/query?query=1';

  it.each([
    ['two slashes', 'GET // HTTP/1.1'],
    ['a host in the path', 'GET //acme:99999/x.y HTTP/1.1'],
    ['a broken absolute target', 'GET http://[/ HTTP/1.1'],
    ['a target without host', 'GET http:///api/v1/x HTTP/1.1'],
    ['a backslash', 'GET /api/v1/..\\..\\x.y HTTP/1.1'],
    ['a broken escape', 'GET /api/v1/tenants/%ff HTTP/1.1'],
    ['an asterisk', 'OPTIONS * HTTP/1.1'],
  ])('answers %s with what is wrong, and does not call it a fault of its own', async (_, line) => {
    const before = service.log().length;
    const [status] = await raw(`${line}\r\nHost: x\r\n${last}`);
    expect(status).toMatch(/ (?:200|40[0-9])$/);
    expect(service.log().slice(before)).not.toContain('request failed unexpectedly');
  });

  it.each([
    ['an absolute target', `GET http://prometheus:9090${acme} HTTP/1.1\r\nHost: x`],
    ['another host', `GET ${acme} HTTP/1.1\r\nHost: acme`],
    [
      'forwarding headers',
      `GET ${acme} HTTP/1.1\r\nHost: x\r\nX-Original-URL: /\r\nX-Scope-OrgID: acme`,
    ],
    [
      'a dot path',
      `GET /scopes/umbrella/../acme/prometheus/api/v1/query?query=1 HTTP/1.1\r\nHost: x`,
    ],
    [
      'an escaped slash',
      `GET /scopes/umbrella%2f..%2facme/prometheus/api/v1/query?query=1 HTTP/1.1\r\nHost: x`,
    ],
    [
      'a parameter in the path',
      `GET /scopes/acme;umbrella/prometheus/api/v1/query?query=1 HTTP/1.1\r\nHost: x`,
    ],
    ['an escaped name', `GET /scopes/%61cme/prometheus/api/v1/query?query=1 HTTP/1.1\r\nHost: x`],
  ])('gives a neighbour nothing for %s', async (_, head) => {
    const [status] = await raw(`${head}\r\n${bearer}\r\n${last}`);
    expect(status).toMatch(/ 40[34]$/);
  });

  it.each([
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6'],
    ['length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked'],
    ['a folded header', 'X-A: b\r\n c'],
    ['a length that is no number', 'Content-Length: +5'],
    ['chunks in disguise', 'Transfer-Encoding: xchunked'],
  ])('ends a connection with %s', async (_, header) => {
    const smuggled = `GET ${acme} HTTP/1.1\r\nHost: x\r\n${bearer}\r\n\r\n`;
    const path = '/scopes/umbrella/prometheus/api/v1/query';
    const answers = await raw(
      `POST ${path} HTTP/1.1\r\nHost: x\r\n${bearer}\r\n${header}\r\n\r\n0\r\n\r\n${smuggled}`,
    );
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatch(/ 4(?:00|15)$/);
  });

  it('asks who posts alerts before it reads any of them', async () => {
    const head = (token: string) =>
      `POST ${ALERTS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 16000000\r\n${last}`;
    expect(await raw(head('x'.repeat(40)))).toEqual(['HTTP/1.1 401']);
    expect(await raw(head(readerToken('acme')))).toEqual(['HTTP/1.1 403']);
  });

  it('does not answer thousands of wrong alerts with as many lines', async () => {
    const prometheus = tokenClient(service.url, intakeToken);
    const wrong = Array.from({ length: 5_000 }, () => ({ labels: { ['x'.repeat(600)]: 'y' } }));
    const { status, body } = await prometheus.call('POST', ALERTS, wrong);
    expect(status).toBe(400);
    expect(String(body)).toMatch(/and 4980 more$/);
    expect(String(body).length).toBeLessThan(20_000);
  });
});
