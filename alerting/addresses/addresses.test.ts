import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createGuard } from '../../platform/outbound/guard.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { openDirectState } from '../../test/support/direct-state.ts';
import { adminOf, NOTIFY_MIGRATIONS, notifyDirectory } from '../../test/support/notify-world.ts';
import { AddressBook } from './address-book.ts';
import { AddressService } from './address-service.ts';
import { approvedOutbound } from './approved-outbound.ts';
import { checkAddress } from './outbound-address.ts';

const root: Principal = {
  kind: 'user',
  id: 'root',
  name: 'root',
  bindings: [{ role: 'system-admin', node: null }],
};
const acme = adminOf('acme');
const globex = adminOf('globex');
const HOOK = { host: 'Hooks.Tools.svc.', port: 8443, reason: 'tickets' };

async function world() {
  const state = openDirectState(NOTIFY_MIGRATIONS);
  const addresses = await AddressBook.open(state);
  let serial = 0;
  const service = new AddressService({
    addresses,
    directory: notifyDirectory,
    clock: new VirtualClock(),
    newId: () => `A${++serial}`,
    tenantStands: () => ({
      name: 'tenant',
      sql: 'SELECT 1 WHERE 1 = 0',
      parameters: [],
      expect: 'none',
    }),
  });
  const reach = (owner: string, host: string, port: number, address: string) =>
    createGuard({
      policy: 'tenant',
      approved: addresses.approvedFor(owner),
      resolve: async () => [{ address, family: 4 }],
    })
      .resolveChecked(host, port)
      .then(
        () => 'reached',
        () => 'refused',
      );
  return { state, addresses, service, reach };
}

describe('a private address', () => {
  it('is reached once it is approved, by its tenant, host and port only', async () => {
    const { service, reach, state } = await world();
    const asked = await service.request(acme, 'acme', HOOK);
    expect(asked).toMatchObject({ host: 'hooks.tools.svc', state: 'pending' });
    const go = () => reach('acme', 'hooks.tools.svc', 8443, '10.1.2.3');
    expect(await go()).toBe('refused');
    await service.decide(root, asked.id, { state: 'approved', note: '' });
    expect(await go()).toBe('reached');
    expect(await reach('globex', 'hooks.tools.svc', 8443, '10.1.2.3')).toBe('refused');
    expect(await reach('acme', 'hooks.tools.svc', 443, '10.1.2.3')).toBe('refused');
    expect(await reach('acme', 'other.tools.svc', 8443, '10.1.2.3')).toBe('refused');
    await service.decide(root, asked.id, { state: 'refused', note: 'no more' });
    expect(await go()).toBe('refused');
    state.close();
  });

  it.each(['127.0.0.1', '169.254.169.254', '169.254.1.1', '0.0.0.0', '100.100.100.200'])(
    'behind an approved name is never %s',
    async (address) => {
      const { service, reach, state } = await world();
      const { id } = await service.request(acme, 'acme', HOOK);
      await service.decide(root, id, { state: 'approved', note: '' });
      expect(await reach('acme', 'hooks.tools.svc', 8443, address)).toBe('refused');
      state.close();
    },
  );

  it('is asked for, seen and withdrawn by its tenant, decided by an administrator', async () => {
    const { service, addresses, state } = await world();
    const denied = { kind: 'scope_denied' };
    await expect(service.request(globex, 'acme', HOOK)).rejects.toMatchObject(denied);
    const { id } = await service.request(acme, 'acme', HOOK);
    await expect(service.request(acme, 'acme', HOOK)).rejects.toMatchObject({ kind: 'conflict' });
    const decision = { state: 'approved', note: '' } as const;
    await expect(service.decide(acme, id, decision)).rejects.toMatchObject(denied);
    expect(() => service.list(globex, 'acme')).toThrow(/permission/);
    expect(service.list(globex, 'globex')).toEqual([]);
    expect(() => service.all(acme, { limit: 9, cursor: null })).toThrow(/permission/);
    expect(service.all(root, { limit: 9, cursor: null }).items).toHaveLength(1);
    await expect(service.withdraw(globex, 'globex', id)).rejects.toMatchObject({
      kind: 'not_found',
    });
    expect((await AddressBook.open(state)).all()).toEqual(addresses.all());
    await service.withdraw(acme, 'acme', id);
    expect(addresses.all()).toEqual([]);
    state.close();
  });

  it.each([
    ['10.1.2.3', []],
    ['fd00::7', []],
    ['hooks.tools.svc', []],
    ['8.8.8.8', ['/host']],
    ['127.0.0.1', ['/host']],
    ['169.254.169.254', ['/host']],
    ['100.100.100.200', ['/host']],
    ['localhost', ['/host']],
    ['*.svc', ['/host']],
    ['a/b', ['/host']],
    ['a:80', ['/host']],
  ])('%s is checked', (host, paths) => {
    expect(checkAddress(host, 'because').map(({ path }) => path)).toEqual(paths);
  });
});

describe('requests in the name of a tenant', () => {
  it('go with its approvals and no others', async () => {
    const asked: string[] = [];
    const outbound = approvedOutbound(
      { approvedFor: (owner) => ({ has: ({ host }) => host === owner }) },
      (approved) => ({
        send: async ({ url }) => {
          const { hostname: host } = new URL(url);
          asked.push(`${host} ${approved.has({ host, port: 1, address: '' })}`);
          return { kind: 'refused', reason: 'address', message: '' };
        },
      }),
    );
    for (const owner of ['acme', 'globex', 'acme']) {
      await outbound.send({ owner, method: 'POST', url: 'http://acme/' });
    }
    expect(asked).toEqual(['acme true', 'acme false', 'acme true']);
  });
});
