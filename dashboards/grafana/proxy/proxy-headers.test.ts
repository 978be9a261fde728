import { describe, expect, it } from 'vitest';
import { headersFromGrafana, headersToGrafana } from './proxy-headers.ts';

it('lets nothing on that says who asks, and no cookie', () => {
  const forged = {
    accept: 'application/json',
    'accept-encoding': 'gzip, br',
    authorization: 'Basic YWRtaW46YWRtaW4=',
    cookie: 'tocsin_session=secret; grafana_session=other',
    'x-grafana-org-id': '4',
    'x-grafana-user': 'root',
    'x-grafana-id': 'a.b.c',
    'x-webauth-user': 'admin',
    'x-webauth-role': 'Admin',
    'x-jwt-assertion': 'a.b.c',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': 'evil.example',
    'x-real-ip': '127.0.0.1',
    'x-scope-orgid': 'globex',
    'x-panel-id': '2',
    connection: 'x-grafana-org-id',
    'proxy-authorization': 'x',
  };
  expect(headersToGrafana(forged)).toEqual({
    accept: 'application/json',
    'accept-encoding': 'gzip',
    'x-panel-id': '2',
  });
});

describe('what comes back', () => {
  const place = { origin: 'https://tocsin.example', prefix: '/grafana', isAsset: false };

  it('may be framed by our own pages only, and sets no cookie', () => {
    const found = headersFromGrafana(
      {
        'content-type': 'text/html',
        'set-cookie': ['grafana_session=1; Path=/'],
        'content-security-policy': "frame-ancestors *; script-src 'none'",
        'x-frame-options': 'ALLOWALL',
        server: 'x',
        'access-control-allow-origin': '*',
      },
      place,
    );
    expect(Object.keys(found ?? {}).sort()).toEqual([
      'cache-control',
      'content-security-policy',
      'content-type',
      'referrer-policy',
      'vary',
      'x-content-type-options',
      'x-frame-options',
    ]);
    expect(found?.['content-security-policy']).toContain("frame-ancestors 'self'");
    expect(found?.['content-security-policy']).toContain(
      'connect-src https://tocsin.example/grafana/ wss://tocsin.example/grafana/',
    );
  });

  it.each([
    [undefined, false, 'no-store'],
    ['no-cache', false, 'no-cache'],
    ['public, max-age=3600', false, 'no-store'],
    ['max-age=60, s-maxage=600', false, 'no-store'],
    ['public, max-age=3600', true, 'public, max-age=3600'],
  ])('that says %s of itself (a file: %s) may be kept: %s', (said, isAsset, expected) => {
    const headers = said === undefined ? {} : { 'cache-control': said };
    const found = headersFromGrafana(headers, { ...place, isAsset });
    expect(found?.['cache-control']).toBe(expected);
  });

  it.each([
    ['/grafana/d/board?orgId=3', '/grafana/d/board?orgId=3'],
    ['https://tocsin.example/grafana/login', '/grafana/login'],
    ['https://evil.example/grafana/', null],
    ['//evil.example/grafana/', null],
    ['/api/v1/session', null],
    ['/grafana/../api/v1/session', null],
    ['javascript:alert(1)', null],
  ])('a redirect to %s', (location, expected) => {
    expect(headersFromGrafana({ location }, place)?.location ?? null).toBe(expected);
  });
});
