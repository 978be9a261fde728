import type { AddressService } from '../../../alerting/addresses/address-service.ts';
import type { OutboundAddress } from '../../../alerting/addresses/outbound-address.ts';
import type * as contract from '../../contract/addresses.ts';
import type { Handlers } from '../register-api.ts';
import { instant, instantOrNull, pageRequest, presentPage } from './present.ts';

type AddressHandlers = Pick<Handlers, Extract<keyof Handlers, `addresses.${string}`>>;

/** Private addresses over HTTP. */
export function addressHandlers(addresses: AddressService): AddressHandlers {
  return {
    'addresses.list': async ({ params }, context) => ({
      items: addresses.list(context.caller().principal, params.owner).map(presentAddress),
    }),
    'addresses.request': async ({ params, body }, context) =>
      presentAddress(await addresses.request(context.caller().principal, params.owner, body)),
    'addresses.withdraw': async ({ params }, context) => {
      await addresses.withdraw(context.caller().principal, params.owner, params.id);
      return null;
    },
    'addresses.all': async ({ query }, context) =>
      presentPage(addresses.all(context.caller().principal, pageRequest(query)), presentAddress),
    'addresses.decide': async ({ params, body }, context) =>
      presentAddress(await addresses.decide(context.caller().principal, params.id, body)),
  };
}

function presentAddress(address: OutboundAddress): contract.OutboundAddress {
  const { requestedAtMs, decidedAtMs, ...shown } = address;
  return {
    ...shown,
    requestedAt: instant(requestedAtMs),
    decidedAt: instantOrNull(decidedAtMs),
  };
}
