import { Channel, ChannelInput, ChannelTest } from '../channels.ts';
import { PageQuery, pageOf } from '../common.ts';
import { endpoint, within } from '../endpoint.ts';
import { ofOwned, ofOwner } from './params.ts';

/** Channels. */
export const channelEndpoints = {
  'channels.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/channels',
    summary: 'Channels',
    tag: 'channels',
    requires: within('channels:read'),
    params: ofOwner,
    query: PageQuery,
    answer: pageOf(Channel),
    status: 200,
  }),
  'channels.create': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/channels',
    summary: 'Create a channel',
    tag: 'channels',
    requires: within('channels:write'),
    params: ofOwner,
    body: ChannelInput,
    answer: Channel,
    status: 201,
  }),
  'channels.test': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/channels/test',
    summary: 'Send a test message with unsaved settings, through the path of a real one',
    tag: 'channels',
    requires: within('channels:write'),
    params: ofOwner,
    body: ChannelInput,
    answer: ChannelTest,
    status: 200,
  }),
  'channels.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/channels/{id}',
    summary: 'One channel, without its secrets',
    tag: 'channels',
    requires: within('channels:read'),
    params: ofOwned,
    answer: Channel,
    status: 200,
  }),
  'channels.update': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/channels/{id}',
    summary: 'Change a channel (If-Match); secrets left out are kept',
    tag: 'channels',
    requires: within('channels:write'),
    params: ofOwned,
    body: ChannelInput,
    answer: Channel,
    status: 200,
  }),
  'channels.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/channels/{id}',
    summary: 'Delete a channel; refused while rules use it',
    tag: 'channels',
    requires: within('channels:write'),
    params: ofOwned,
    answer: null,
    status: 204,
  }),
} as const;
