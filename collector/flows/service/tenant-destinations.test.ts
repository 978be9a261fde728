import { describe, expect, it } from 'vitest';
import { createGuard } from '../../../platform/outbound/guard.ts';
import { tenantDestinations } from './tenant-destinations.ts';

const addresses: Readonly<Record<string, string>> = {
  'logs.acme.example': '93.184.216.34',
  'inner.acme.example': '10.0.0.7',
  'allowed.example': '10.9.9.9',
  'loki.logging.svc': '10.96.0.3',
};

const judge = tenantDestinations({
  guard: createGuard({
    policy: 'tenant',
    allow: ['10.9.9.9'],
    resolve: async (host) => {
      const address = addresses[host];
      if (address === undefined) throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
      return [{ address, family: 4 }];
    },
  }),
  isBackend: (host, port) => host === 'allowed.example' && port === 3100,
});

describe('where outputs of tenants may send to', () => {
  const cases: readonly [string, number, string | null, string][] = [
    ['logs.acme.example', 443, null, 'allowed'],
    ['allowed.example', 443, null, 'allowed'],
    ['allowed.example', 3100, null, 'refused'],
    ['ALLOWED.example.', 3100, null, 'refused'],
    ['inner.acme.example', 443, null, 'refused'],
    ['127.0.0.1', 80, null, 'refused'],
    ['127.1', 80, null, 'refused'],
    ['0x7f000001', 80, null, 'refused'],
    ['2130706433', 80, null, 'refused'],
    ['[::1]', 80, null, 'refused'],
    ['::ffff:169.254.169.254', 80, null, 'refused'],
    ['unknown.example', 80, null, 'unknown'],
    ['web.acme-prod.svc', 80, 'acme-prod', 'allowed'],
    ['web.acme-prod.svc.cluster.local', 80, 'acme-prod', 'allowed'],
    ['web.acme-prod.svc', 80, null, 'unknown'],
    ['loki.logging.svc', 3100, 'acme-prod', 'refused'],
    ['a.b.acme-prod.svc', 80, 'acme-prod', 'unknown'],
  ];
  it.each(cases)('%s:%i in %s: %s', async (host, port, namespace, expected) => {
    expect((await judge.judge(host, port, namespace)).kind).toBe(expected);
  });
});
