import { describe, expect, it } from 'vitest';
import { pushAddresses } from './push-addresses.ts';

const ORIGIN = 'https://tocsin.example';
const protocols = (...args: Parameters<typeof pushAddresses>) =>
  pushAddresses(...args).map(({ protocol }) => protocol);

describe('where to push', () => {
  it('lists every receiver of a scope in the embedded stores', () => {
    const both = { metrics: true, logs: true };
    const found = pushAddresses(ORIGIN, 'acme.shop.prod', both);
    expect(found).toHaveLength(5);
    expect(found[0]).toEqual({
      protocol: 'remoteWrite',
      permission: 'metrics:write',
      url: 'https://tocsin.example/scopes/acme.shop.prod/prometheus/api/v1/write',
    });
    expect(found.at(-1)).toMatchObject({
      permission: 'logs:write',
      url: 'https://tocsin.example/scopes/acme.shop.prod/otlp/v1/logs',
    });
  });
  it('leaves out what other backends do not take', () => {
    const neither = { metrics: false, logs: false };
    expect(protocols(ORIGIN, 'globex', neither)).toEqual(['remoteWrite', 'lokiPush']);
  });
  it('has the webhooks of a cluster for the platform alone', () => {
    const neither = { metrics: false, logs: false };
    expect(protocols(ORIGIN, '_platform@lab', neither)).toEqual(['events', 'audit']);
    expect(protocols(ORIGIN, '_platform', neither)).toEqual([]);
  });
});
