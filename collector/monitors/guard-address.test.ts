import { describe, expect, it } from 'vitest';
import { addressPolicy } from '../../platform/outbound/address-policy.ts';
import { parseAllowList } from '../../platform/outbound/allow-list.ts';
import { judgeHostPort, judgeProbeTarget } from './guard-address.ts';

const judge = addressPolicy('tenant', parseAllowList(['192.168.7.0/24', 'db.example:5432']));
const namespaces = new Set(['acme', 'dev']);
const inCluster = { judge, namespace: 'acme', namespaces };
const outside = { judge, namespace: null, namespaces };

describe('addresses that a tenant writes down', () => {
  it.each([
    ...['127.0.0.1:80', '10.0.0.1:9090', '169.254.169.254', '[::1]:80', '[::ffff:10.0.0.1]:80'],
    ...['localhost:80', 'kubernetes:443', 'kubernetes.default.svc:443', 'x.globex.svc:80'],
    ...['x.globex.svc.cluster.local:80', 'a.x.acme.svc:80', 'acme.svc:80', '2130706433:80'],
    ...['0x7f.1:80', '127.1:80', 'metadata.google.internal:80', 'printer.local:80', 'host:99999'],
    ...[
      'user@host.example:80',
      'host.example:80/x',
      'host.example:80?x',
      '',
      'a b.example',
      '..:1',
    ],
    ...['x.acme.svc@10.0.0.1:80', 'x.acme.svc#.example:1', 'x%2eacme.svc:80', 'db.example:5433x'],
  ])('%s is refused', (text) => {
    expect(judgeHostPort(text, inCluster).kind).toBe('refused');
  });

  it.each(['8.8.8.8:53', '192.168.7.9:9100', 'db.example:5432', 'x.acme.svc:9187'])(
    '%s is allowed',
    (text) => expect(judgeHostPort(text, inCluster)).toEqual({ kind: 'allowed' }),
  );

  it('a name is judged by what it resolves to, and a service means nothing outside of its cluster', () => {
    const name = { kind: 'name', host: 'api.example.com', port: 9100 };
    expect(judgeHostPort('api.example.com:9100', inCluster)).toEqual(name);
    expect(judgeHostPort('API.example.com.:9100', outside)).toEqual(name);
    expect(judgeHostPort('x.acme.svc:9187', outside).kind).toBe('refused');
  });

  it('a name that ends with a namespace of the cluster would be a service there', () => {
    for (const text of ['api.dev:80', 'API.DEV:80', 'pod-0.api.dev:80']) {
      expect(judgeHostPort(text, inCluster).kind).toBe('refused');
      expect(judgeHostPort(text, outside).kind).toBe('name');
    }
    expect(judgeHostPort('dev.example.com:80', inCluster).kind).toBe('name');
  });

  it.each([
    ...['http://10.0.0.1/', 'https://[fd00::1]/', 'http://0x7f000001/', 'ftp://example.com/'],
    ...['http://u:p@example.com/', 'http://grafana.monitoring.svc/', 'file:///etc/passwd'],
  ])('%s is not probed', (text) => {
    expect(judgeProbeTarget(text, inCluster).kind).toBe('refused');
  });

  it('a URL is judged by its host and port', () => {
    expect(judgeProbeTarget('https://shop.example.com/health?x=1', inCluster)).toEqual({
      kind: 'name',
      host: 'shop.example.com',
      port: 443,
    });
    expect(judgeProbeTarget('http://web.acme.svc/', inCluster)).toEqual({ kind: 'allowed' });
  });
});
