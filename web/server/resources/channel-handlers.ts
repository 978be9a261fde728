import type { Channel } from '../../../alerting/channels/channel.ts';
import type { ChannelDraft } from '../../../alerting/channels/channel-draft.ts';
import type { ChannelService } from '../../../alerting/channels/channel-service.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { RateLimit } from '../../../platform/security/rate-limit.ts';
import type * as contract from '../../contract/channels.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { instant, pageRequest, presentPage } from './present.ts';

type ChannelHandlers = Pick<Handlers, Extract<keyof Handlers, `channels.${string}`>>;

/** Of one owner: a test goes to any address, and must not become a way to flood it. */
const TESTS = { most: 10, windowMs: 60_000 };

/** Channels over HTTP. */
export function channelHandlers(channels: ChannelService, clock: Clock): ChannelHandlers {
  const tests = new RateLimit(clock, TESTS);
  return {
    'channels.list': ({ params, query }, context) => {
      const { principal } = context.caller();
      return Promise.resolve(
        presentPage(channels.list(principal, params.owner, pageRequest(query)), presentChannel),
      );
    },
    'channels.get': ({ params }, context) =>
      Promise.resolve(
        presentChannel(channels.get(context.caller().principal, params.owner, params.id)),
      ),
    'channels.create': async ({ params, body }, context) =>
      presentChannel(
        await channels.create(context.caller().principal, params.owner, draftOf(body)),
      ),
    'channels.update': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      return presentChannel(
        await channels.update(principal, params.owner, params.id, draftOf(body), revision),
      );
    },
    'channels.delete': async ({ params }, context) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      await channels.delete(context.caller().principal, params.owner, params.id, revision);
      return null;
    },
    'channels.test': async ({ params, body }, context) => {
      tests.take(params.owner, 'test messages');
      return channels.test(context.caller().principal, params.owner, draftOf(body));
    },
  };
}

function draftOf(body: contract.ChannelInput): ChannelDraft {
  const { name, sendResolved, language, enabled, kind } = body;
  return { kind, name, sendResolved, language, enabled, settings: settingsOf(body) };
}

function settingsOf(body: contract.ChannelInput): ChannelDraft['settings'] {
  switch (body.kind) {
    case 'email':
      return { to: body.to };
    case 'webhook':
      return {
        ...(body.url === undefined ? {} : { url: body.url }),
        ...(body.secret === undefined ? {} : { secret: body.secret }),
      };
    case 'websocket':
      return {};
    default:
      return assertNever(body);
  }
}

function presentChannel(channel: Channel): contract.Channel {
  const { id, owner, kind, name, sendResolved, language, enabled, settings, target } = channel;
  return {
    id,
    owner,
    kind,
    name,
    sendResolved,
    language,
    enabled,
    disabledReason: channel.disabledReason,
    to: Array.isArray(settings.to) ? [...settings.to] : [],
    target,
    revision: channel.revision,
    createdAt: instant(channel.createdAtMs),
    updatedAt: instant(channel.updatedAtMs),
  };
}
