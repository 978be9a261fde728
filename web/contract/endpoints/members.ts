import { Type } from 'typebox';
import { PageQuery, pageOf } from '../common.ts';
import { endpoint, within } from '../endpoint.ts';
import { FoundPerson, Member } from '../members.ts';
import { ofOwner } from './params.ts';

/** Who holds roles, by name. */
export const memberEndpoints = {
  'members.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/members',
    summary: 'Roles on the tenant and below with who holds them, as far as the caller sees members',
    tag: 'people',
    requires: within('members:read'),
    params: ofOwner,
    query: PageQuery,
    answer: pageOf(Member),
    status: 200,
  }),
  'members.find': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/members/candidates',
    summary: 'People whose name holds a text, 20 at most, for who may give roles here',
    tag: 'people',
    requires: within('members:write'),
    params: ofOwner,
    query: Type.Object({ q: Type.String({ minLength: 2, maxLength: 100 }) }),
    answer: Type.Object({ items: Type.Array(FoundPerson) }),
    status: 200,
  }),
} as const;
