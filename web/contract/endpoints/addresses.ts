import {
  AddressDecision,
  AddressInput,
  OutboundAddress,
  OutboundAddressList,
} from '../addresses.ts';
import { PageQuery, pageOf } from '../common.ts';
import { endpoint, onSystem, within } from '../endpoint.ts';
import { byId, ofOwned, ofOwner } from './params.ts';

/** Private addresses: asked for by tenants, decided by administrators. */
export const addressEndpoints = {
  'addresses.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/outbound-addresses',
    summary: 'Private addresses that were asked for, newest first',
    tag: 'channels',
    requires: within('channels:read'),
    params: ofOwner,
    answer: OutboundAddressList,
    status: 200,
  }),
  'addresses.request': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/outbound-addresses',
    summary: 'Ask that channels may reach a private address',
    tag: 'channels',
    requires: within('channels:write'),
    params: ofOwner,
    body: AddressInput,
    answer: OutboundAddress,
    status: 201,
  }),
  'addresses.withdraw': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/outbound-addresses/{id}',
    summary: 'Withdraw a request, or give an approved address up',
    tag: 'channels',
    requires: within('channels:write'),
    params: ofOwned,
    answer: null,
    status: 204,
  }),
  'addresses.all': endpoint({
    method: 'GET',
    path: '/api/v1/outbound-addresses',
    summary: 'Private addresses of all tenants, newest first',
    tag: 'channels',
    requires: onSystem('tenancy:write'),
    query: PageQuery,
    answer: pageOf(OutboundAddress),
    status: 200,
  }),
  'addresses.decide': endpoint({
    method: 'POST',
    path: '/api/v1/outbound-addresses/{id}/decision',
    summary: 'Approve or refuse a private address; may be decided again',
    tag: 'channels',
    requires: onSystem('tenancy:write'),
    params: byId,
    body: AddressDecision,
    answer: OutboundAddress,
    status: 200,
  }),
} as const;
