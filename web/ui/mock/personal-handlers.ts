import type { PersonalSettings } from '../../contract/personal.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';

/** One's own settings; every code is 12345678. */
export function personalHandlers() {
  let settings: PersonalSettings = {
    addresses: [{ address: 'ann@example.org', confirmed: true, severities: [] }],
    contacts: [{ kind: 'phone', value: '+8613800000000', severities: ['critical'] }],
    canConfirm: true,
    quietHours: {
      zone: 'Europe/Berlin',
      weekly: [
        { weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'], times: [{ from: '22:00', to: '07:00' }] },
        { weekdays: ['sat', 'sun'], times: [] },
      ],
      passes: ['critical'],
    },
    subscriptions: [{ scope: 'acme', severities: ['critical'], inbox: true, mail: false }],
    revision: 1,
  };
  const put = (change: Partial<PersonalSettings>) => {
    settings = { ...settings, ...change };
    return settings;
  };
  return {
    'live.ticket': () => ({ ticket: 'of the mock', expiresAt: '2030-01-01T00:00:00.000Z' }),
    'personal.get': () => settings,
    'personal.update': ({ body, revision }) => {
      if (revision !== settings.revision) {
        throw new MockFault(412, 'precondition_failed', 'changed since it was read');
      }
      const { addresses = [], ...said } = body;
      const chosen = new Map(addresses.map((one) => [one.address, one.severities]));
      return put({
        ...said,
        addresses: settings.addresses.map((one) => ({
          ...one,
          severities: chosen.get(one.address) ?? one.severities,
        })),
        revision: settings.revision + 1,
      });
    },
    'personal.addAddress': ({ body: { address } }) => {
      const others = settings.addresses.filter((one) => one.address !== address);
      return put({ addresses: [...others, { address, confirmed: false, severities: [] }] });
    },
    'personal.confirmAddress': ({ body: { address, code } }) => {
      if (code !== '12345678') throw new MockFault(400, 'invalid', 'The code is wrong.');
      return put({
        addresses: settings.addresses.map((one) =>
          one.address === address ? { ...one, confirmed: true } : one,
        ),
      });
    },
    'personal.removeAddress': ({ body: { address } }) =>
      put({ addresses: settings.addresses.filter((one) => one.address !== address) }),
  } satisfies Partial<Handlers>;
}
