import { Type } from 'typebox';
import { ULID_PATTERN } from '../../../platform/model/ulid-pattern.ts';
import { ChannelKinds } from '../channel-kinds.ts';
import {
  Channel,
  ChannelInput,
  ChannelPreview,
  ChannelPreviewInput,
  ChannelTest,
} from '../channels.ts';
import { PageQuery, pageOf } from '../common.ts';
import { WaitingFate } from '../deliveries.ts';
import { endpoint, PUBLIC, SIGNED_IN, within } from '../endpoint.ts';
import { closed, ofOwned, ofOwner } from './params.ts';

/** Channels. */
export const channelEndpoints = {
  'channels.kinds': endpoint({
    method: 'GET',
    path: '/api/v1/channel-kinds',
    summary: 'Kinds of channels, with the fields of each',
    tag: 'channels',
    requires: SIGNED_IN,
    answer: ChannelKinds,
    status: 200,
  }),
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
    query: Type.Object(
      {
        channel: Type.Optional(
          Type.String({
            pattern: ULID_PATTERN,
            description: 'A stored channel whose secrets stand in for those left out',
          }),
        ),
        waiting: Type.Optional(WaitingFate),
      },
      closed,
    ),
    body: ChannelInput,
    answer: ChannelTest,
    status: 200,
  }),
  'channels.preview': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/channels/preview',
    summary: 'The message of an incident, or of an example, with unsaved texts; nothing is sent',
    tag: 'channels',
    requires: within('channels:read'),
    params: ofOwner,
    body: ChannelPreviewInput,
    answer: ChannelPreview,
    status: 200,
  }),
  'channels.schema': endpoint({
    method: 'GET',
    path: '/api/v1/webhook-schemas/{name}',
    summary: 'JSON Schema of a body that webhooks are sent',
    tag: 'channels',
    requires: PUBLIC,
    params: Type.Object(
      { name: Type.Union([Type.Literal('webhook-1'), Type.Literal('webhook-alertmanager-4')]) },
      closed,
    ),
    answer: Type.Record(Type.String(), Type.Unknown()),
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
