import type { ChannelSettings } from '../../../alerting/channels/channel.ts';
import type { ChannelDraft } from '../../../alerting/channels/channel-draft.ts';
import type { ChannelService } from '../../../alerting/channels/channel-service.ts';
import type { DeliveryService } from '../../../alerting/deliveries/delivery-service.ts';
import type { IncidentReader } from '../../../alerting/incidents/incident-reader.ts';
import { incidentVisibility } from '../../../alerting/incidents/incident-visibility.ts';
import type { KindDescription } from '../../../alerting/notify/kind-description.ts';
import { WEBHOOK_SCHEMAS } from '../../../alerting/notify/webhook/webhook-schema.ts';
import { isSuspended } from '../../../alerting/outbox/gate-channel.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { RateLimit } from '../../../platform/security/rate-limit.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import type * as contract from '../../contract/channels.ts';
import type { WaitingFate } from '../../contract/deliveries.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { pageRequest, presentPage } from './present.ts';
import { presentChannel } from './present-channel.ts';
import { presentChannelKinds } from './present-channel-kinds.ts';

type ChannelHandlers = Pick<Handlers, Extract<keyof Handlers, `channels.${string}`>>;

/** Of one owner: a test goes to any address, and must not become a way to flood it. */
const TESTS = { most: 10, windowMs: 60_000 };

export interface ChannelUseCases {
  readonly channels: ChannelService;
  readonly channelKinds: readonly KindDescription[];
  readonly deliveries: Pick<DeliveryService, 'resume'>;
  readonly incidents: IncidentReader;
  readonly directory: () => Directory;
  readonly clock: Clock;
}

/** Channels over HTTP. */
export function channelHandlers({
  channels,
  channelKinds,
  deliveries,
  incidents,
  directory,
  clock,
}: ChannelUseCases): ChannelHandlers {
  const tests = new RateLimit(clock, TESTS);
  return {
    'channels.kinds': async () => presentChannelKinds(channelKinds),
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
    'channels.test': async ({ params, query, body }, context) => {
      tests.take(params.owner, 'test messages');
      const { principal } = context.caller();
      return testChannel({ channels, deliveries }, principal, { params, query, body });
    },
    'channels.preview': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const { owner } = params;
      const { incident: id, kind, name, language, templates, ...own } = body;
      const visibility = incidentVisibility(directory(), principal, owner);
      const incident =
        id === undefined ? null : (await incidents.timeline(visibility, id)).incident;
      const draft = { kind, name, language, templates, settings: settingsOf(own) };
      const written = channels.preview(principal, owner, draft, incident);
      const { title, body: text, format: shown, isShortened, problems } = written;
      return { title, body: text, format: shown, shortened: isShortened, problems: [...problems] };
    },
    'channels.schema': async ({ params }) => ({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      ...WEBHOOK_SCHEMAS[params.name],
    }),
  };
}

/** A stored channel that the service has switched off is switched on by a test that succeeds. */
async function testChannel(
  { channels, deliveries }: Pick<ChannelUseCases, 'channels' | 'deliveries'>,
  principal: Principal,
  {
    params: { owner },
    query: { channel: stored, waiting = 'send' },
    body,
  }: {
    readonly params: { readonly owner: string };
    readonly query: { readonly channel?: string; readonly waiting?: WaitingFate };
    readonly body: contract.ChannelInput;
  },
): Promise<contract.ChannelTest> {
  const channel = stored ?? null;
  const tested = await channels.test(principal, owner, draftOf(body), channel);
  const { isStored, ...result } = tested;
  const isProof = isStored && result.outcome === 'sent' && channel !== null;
  if (isProof && isSuspended(channels.get(principal, owner, channel))) {
    await deliveries.resume(principal, owner, channel, waiting);
  }
  return result;
}

function draftOf(body: contract.ChannelInput): ChannelDraft {
  const { kind, name, sendResolved, language, enabled, declines, templates, clear, ...own } = body;
  return {
    kind,
    name,
    sendResolved,
    language,
    enabled,
    settings: settingsOf(own),
    ...(declines === undefined ? {} : { declines }),
    ...(templates === undefined ? {} : { templates }),
    ...(clear === undefined ? {} : { clear }),
  };
}

/** The fields of the kind, as its schema lets them through; numbers are kept as texts. */
function settingsOf(own: Readonly<Record<string, unknown>>): ChannelSettings {
  const settings: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(own)) {
    if (Array.isArray(value)) settings[name] = value.map(String);
    else if (value !== undefined) settings[name] = String(value);
  }
  return settings;
}
