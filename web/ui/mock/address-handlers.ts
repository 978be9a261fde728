import type { OutboundAddress } from '../../contract/addresses.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import type { MockIo } from './world.ts';

const HOUR_MS = 3_600_000;

/** Private addresses of two tenants. Sentinel: the host `localhost` is refused. */
export function addressHandlers(io: MockIo) {
  const addresses = new Map(seed(io.now()).map((address) => [address.id, address]));
  const find = (id: string): OutboundAddress => {
    const address = addresses.get(id);
    if (!address) throw new MockFault(404, 'not_found', `no address ${id}`);
    return address;
  };
  return {
    'addresses.list': ({ params: { owner } }) => ({
      items: [...addresses.values()].filter((address) => address.owner === owner).reverse(),
    }),
    'addresses.all': () => ({ items: [...addresses.values()].reverse(), nextCursor: null }),
    'addresses.request': ({ params: { owner }, body }) => {
      if (body.host === 'localhost') {
        const message = 'addresses of this kind are never approved';
        throw new MockFault(400, 'invalid', message, [{ path: '/host', message }]);
      }
      const id = `01MCKADDRESS${String(addresses.size).padStart(14, '0')}`;
      const address = { ...pending(id, owner, io.now()), ...body };
      addresses.set(id, address);
      return address;
    },
    'addresses.withdraw': ({ params: { owner, id } }) => {
      if (find(id).owner !== owner) throw new MockFault(404, 'not_found', `no address ${id}`);
      addresses.delete(id);
      return null;
    },
    'addresses.decide': ({ params: { id }, body }) => {
      const before = find(id);
      const decidedAt = new Date(io.now()).toISOString();
      const decided = { decidedBy: 'root', decidedAt, decisionNote: body.note };
      const address = { ...before, state: body.state, ...decided, revision: before.revision + 1 };
      addresses.set(id, address);
      return address;
    },
  } satisfies Partial<Handlers>;
}

function pending(id: string, owner: string, atMs: number): OutboundAddress {
  return {
    id,
    owner,
    host: '',
    port: 443,
    reason: '',
    state: 'pending',
    requestedBy: 'ann',
    requestedAt: new Date(atMs).toISOString(),
    decidedBy: null,
    decidedAt: null,
    decisionNote: '',
    revision: 1,
  };
}

function seed(nowMs: number): readonly OutboundAddress[] {
  const decided = { decidedBy: 'root', decidedAt: new Date(nowMs - 40 * HOUR_MS).toISOString() };
  return [
    {
      ...pending('01MCKADDRESS00000000000900', 'acme', nowMs - 50 * HOUR_MS),
      host: 'tickets.tools.svc',
      port: 8443,
      reason: 'Tickets of the shop team are kept in the cluster',
      state: 'approved',
      ...decided,
    },
    {
      ...pending('01MCKADDRESS00000000000901', 'acme', nowMs - 2 * HOUR_MS),
      host: '10.20.3.4',
      reason: 'The pager gateway in the office',
    },
    {
      ...pending('01MCKADDRESS00000000000902', 'globex', nowMs - HOUR_MS),
      host: 'hooks.globex.internal',
      reason: 'Globex secret hook',
    },
  ];
}
