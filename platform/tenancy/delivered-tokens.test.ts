import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  closeDatabases,
  openTenancyWorld,
  root,
  settleTwoTenants,
  type TenancyWorld,
} from '../../test/support/tenancy-world.ts';
import { DeliveredTokens } from './delivered-tokens.ts';
import { parseNodePath } from './scope-name.ts';

afterAll(closeDatabases);
let world: TenancyWorld;
let delivered: DeliveredTokens;
beforeEach(async () => {
  world = await openTenancyWorld();
  await settleTwoTenants(world);
  delivered = new DeliveredTokens(world.context, new Uint8Array(32).fill(7));
});
afterEach(() => world.close());

const environment = (node: string) => {
  const path = parseNodePath(node);
  const found = path && world.directory.current().environmentAt(path);
  if (!found) throw new Error(node);
  return found;
};
const keep = (...nodes: readonly string[]) => {
  const environments = nodes.map(environment);
  return delivered.keep(environments[0]?.cluster ?? 'eu1', environments);
};
const who = (secret: string | undefined) =>
  world.authenticator.authenticate({ authorization: `Bearer ${secret}` });

describe('tokens that are delivered', () => {
  it('are one per environment, and the same in the next pass', async () => {
    const [acme, globex] = [environment('acme.shop.dev'), environment('globex.shop.prod')];
    expect(acme.cluster).toBe(globex.cluster);
    const first = await keep('acme.shop.dev', 'globex.shop.prod');
    expect([...first.keys()].sort()).toEqual([acme.namespace, globex.namespace].sort());
    expect(first.get(acme.namespace)).not.toBe(first.get(globex.namespace));
    expect(await keep('acme.shop.dev', 'globex.shop.prod')).toEqual(first);
    expect(await who(first.get(acme.namespace))).toMatchObject({
      kind: 'intake-token',
      intake: { kind: 'environment', environment: { tenant: 'acme', id: 'dev' } },
    });
  });

  it('end when nothing is delivered to their environment any more', async () => {
    const secrets = await keep('acme.shop.dev', 'globex.shop.prod');
    const { namespace } = environment('globex.shop.prod');
    await keep('acme.shop.dev');
    expect(await who(secrets.get(namespace))).toMatchObject({ kind: 'unauthenticated' });
    expect(world.announced.map(({ kind }) => kind)).toEqual(['token']);
  });

  it('are replaced when somebody revokes them, or the key is another', async () => {
    const { namespace } = environment('acme.shop.dev');
    const before = await keep('acme.shop.dev');
    const page = { cursor: null, limit: 10 };
    const [token] = (await world.tokens.list('acme', page)).items;
    await world.tokens.revoke('acme', root, token?.id ?? '');
    const after = await keep('acme.shop.dev');
    expect(after.get(namespace)).not.toBe(before.get(namespace));
    delivered = new DeliveredTokens(world.context, new Uint8Array(32).fill(8));
    const rekeyed = await keep('acme.shop.dev');
    expect(rekeyed.get(namespace)).not.toBe(after.get(namespace));
    expect(await who(after.get(namespace))).toMatchObject({ kind: 'unauthenticated' });
    expect(await who(rekeyed.get(namespace))).toMatchObject({ kind: 'intake-token' });
  });
});
