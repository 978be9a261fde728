import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import type { ObjectPlace } from '../../../platform/kubernetes/objects/resource-kind.ts';
import { SecretValues } from './secret-values.ts';

const data = { token: Buffer.from('open').toString('base64') };
const named = (name: string, more: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'acme' },
  data,
  ...more,
});
const managed = { 'app.kubernetes.io/managed-by': 'tocsin' };

function world() {
  const secrets = new Map<string, KubernetesObject>([
    ['acme/own', named('own')],
    ['acme/account', named('account', { type: 'kubernetes.io/service-account-token' })],
    ['acme/ours', named('ours', { metadata: { name: 'ours', labels: managed } })],
  ]);
  const asked: string[] = [];
  const clock = new VirtualClock();
  let changes = 0;
  const values = new SecretValues({
    client: {
      get: async (_, { namespace = '', name }: ObjectPlace) => {
        asked.push(`${namespace}/${name}`);
        const found = secrets.get(`${namespace}/${name}`);
        return found
          ? { kind: 'done', value: found }
          : { kind: 'not_found', message: `${name} is not there` };
      },
    },
    clock,
    onChange: () => {
      changes += 1;
    },
  });
  const value = (name: string, namespace = 'acme') =>
    values.value(namespace, { name, key: 'token' });
  return { values, value, clock, secrets, asked, changes: () => changes };
}

describe('values of Secrets', () => {
  it('are those that are asked for, and never ours or those of service accounts', async () => {
    const { value, clock, asked, changes } = world();
    for (const name of ['own', 'account', 'ours', 'none']) expect(value(name)).toBeNull();
    expect(value('own', 'globex')).toBeNull();
    await clock.advance(1);
    expect(changes()).toBe(1);
    expect(['own', 'account', 'ours', 'none'].map((name) => value(name))).toEqual([
      'open',
      ...[null, null, null],
    ]);
    expect(value('own', 'globex')).toBeNull();
    expect(asked.sort()).toEqual([
      ...['acme/account', 'acme/none', 'acme/ours', 'acme/own'],
      'globex/own',
    ]);
  });

  it('are read again, and forgotten when nobody asks', async () => {
    const { values, value, clock, secrets, asked, changes } = world();
    value('own');
    await clock.advance(1);
    const changed = { token: Buffer.from('shut').toString('base64') };
    secrets.set('acme/own', named('own', { data: changed }));
    await clock.advance(60_000);
    expect([value('own'), changes()]).toEqual(['shut', 2]);
    values.beginRound();
    values.beginRound();
    const before = asked.length;
    await clock.advance(120_000);
    expect(asked.length).toBe(before);
    values.stop();
  });
});
