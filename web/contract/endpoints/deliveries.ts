import { Type } from 'typebox';
import { Channel } from '../channels.ts';
import { pageOf, Ulid } from '../common.ts';
import {
  CatchUpQuery,
  CaughtUp,
  Delivery,
  DeliveryQuery,
  MessageLinks,
  MessageLinksInput,
  ReplayInput,
  ReplayResult,
  ResumeInput,
} from '../deliveries.ts';
import { endpoint, inScope, onNode, within } from '../endpoint.ts';
import { ScopeName } from '../scopes.ts';
import { closed, ofOwned, ofOwner } from './params.ts';

/** Messages on their way, those that were given up, and catching up with them. */
export const deliveryEndpoints = {
  'deliveries.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/deliveries',
    summary: 'Dead letters (the default), or what became of the messages of one channel',
    tag: 'channels',
    requires: within('channels:read'),
    params: ofOwner,
    query: DeliveryQuery,
    answer: pageOf(Delivery),
    status: 200,
  }),
  'deliveries.replay': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/deliveries/replay',
    summary: 'Send dead letters again, with their own ids',
    tag: 'channels',
    requires: within('channels:write'),
    params: ofOwner,
    body: ReplayInput,
    answer: ReplayResult,
    status: 200,
  }),
  'deliveries.resume': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/channels/{id}/resume',
    summary: 'Switch on a channel that the service has switched off',
    tag: 'channels',
    requires: within('channels:write'),
    params: ofOwned,
    body: ResumeInput,
    answer: Channel,
    status: 200,
  }),
  'deliveries.catchUp': endpoint({
    method: 'GET',
    path: '/api/v1/scopes/{scope}/channels/{id}/deliveries',
    summary: 'What the receiver of a channel has missed, oldest first; needs channels:read too',
    tag: 'channels',
    requires: inScope('incidents:read'),
    params: Type.Object({ scope: ScopeName, id: Ulid }, closed),
    query: CatchUpQuery,
    answer: CaughtUp,
    status: 200,
  }),
  'deliveries.links': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/message-links',
    summary: 'Whether messages have links that acknowledge or silence',
    tag: 'channels',
    requires: within('channels:read'),
    params: ofOwner,
    answer: MessageLinks,
    status: 200,
  }),
  'deliveries.setLinks': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/message-links',
    summary: 'Switch links in messages on or off; those already sent stop acting too',
    tag: 'channels',
    requires: onNode('channels:write'),
    params: ofOwner,
    body: MessageLinksInput,
    answer: MessageLinks,
    status: 200,
  }),
} as const;
