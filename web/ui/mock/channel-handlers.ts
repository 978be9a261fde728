import type { ChannelKind, ChannelKindField } from '../../contract/channel-kinds.ts';
import type {
  Channel,
  ChannelInput,
  ChannelPreview,
  ChannelPreviewInput,
} from '../../contract/channels.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type MockIo, nextId, type World } from './world.ts';

/** Sentinels: an address starting with `bad@` is refused; name `bounce` makes the test fail. */
function check(input: ChannelInput): void {
  const at = listOf(input.to).findIndex((address) => address.startsWith('bad@'));
  if (at === -1) return;
  throw new MockFault(400, 'invalid', 'the channel is not right', [
    { path: `/to/${at}`, message: 'the mail server does not know this address' },
  ]);
}

export function channelHandlers(world: World, io: MockIo) {
  const find = (owner: string, id: string): Channel => {
    const channel = world.channels.get(id);
    if (channel?.owner !== owner) throw new MockFault(404, 'not_found', `no channel ${id}`);
    return channel;
  };
  const { channelKinds: kinds } = io;
  return {
    'channels.kinds': () => ({ items: [...kinds] }),
    'channels.list': ({ params: { owner } }) => ({
      items: [...world.channels.values()].filter((channel) => channel.owner === owner),
      nextCursor: null,
    }),
    'channels.get': ({ params: { owner, id } }) => find(owner, id),
    'channels.create': ({ params: { owner }, body }) => {
      check(body);
      const at = new Date(io.now()).toISOString();
      const channel = {
        id: nextId(world),
        owner,
        revision: 1,
        createdAt: at,
        updatedAt: at,
        ...shown(kinds, body, undefined),
      };
      world.channels.set(channel.id, channel);
      return channel;
    },
    'channels.update': ({ params: { owner, id }, body, revision }) => {
      check(body);
      const channel = find(owner, id);
      if (revision !== channel.revision) {
        throw new MockFault(
          412,
          'precondition_failed',
          'the channel was changed since it was read',
        );
      }
      const next = { ...channel, ...shown(kinds, body, channel), revision: channel.revision + 1 };
      world.channels.set(id, next);
      return next;
    },
    'channels.delete': ({ params: { owner, id } }) => {
      const users = [...world.rules.values()].filter(({ channels }) => channels.includes(id));
      if (users.length > 0) throw new MockFault(409, 'conflict', 'rules use this channel');
      world.channels.delete(find(owner, id).id);
      return null;
    },
    'channels.preview': ({ params: { owner }, body }) => previewOf(world, owner, body),
    'channels.test': ({ body }) =>
      body.name === 'bounce'
        ? { outcome: 'failed', detail: '550 5.1.1 no such mailbox', durationMs: 812 }
        : { outcome: 'sent', detail: '250 2.0.0 accepted for delivery', durationMs: 143 },
  } satisfies Partial<Handlers>;
}

/** Sentinel: a text that holds `broken` fails. */
function previewOf(world: World, owner: string, body: ChannelPreviewInput): ChannelPreview {
  const incident = body.incident === undefined ? undefined : world.incidents.get(body.incident);
  const isOwn = incident === undefined || incident.owner === owner;
  if (!isOwn) throw new MockFault(404, 'not_found', 'no such incident');
  const { title = 'Test notification', severity = 'critical' } = incident ?? {};
  const isBroken = body.templates.body?.includes('broken') ?? false;
  return {
    title: body.templates.title ?? `[Firing] ${severity}: ${title}`,
    body:
      body.templates.body ??
      `**Severity**: ${severity}\n**Since**: 1 Mar 2026, 13:00:05\n**Where**: ${owner} / shop`,
    format: 'markdown',
    shortened: false,
    problems: isBroken ? ['template: body:1:3: executing "body" at <.Broken>'] : [],
  };
}

function shown(kinds: readonly ChannelKind[], input: ChannelInput, before: Channel | undefined) {
  const { kind, name, sendResolved, language, enabled, declines = [], templates = {} } = input;
  const fields = kinds.find((each) => each.name === kind)?.fields ?? [];
  const given = fields.filter((field) => input[field.name] !== undefined);
  const settings: Channel['settings'] = {};
  for (const field of given.filter(({ secret }) => !secret)) {
    const value = input[field.name];
    settings[field.name] = Array.isArray(value) ? value.map(String) : String(value);
  }
  const secrets = given.filter(({ secret }) => secret).map((field) => field.name);
  const kept = (before?.secrets ?? []).filter((field) => !input.clear?.includes(field));
  const target = targetOf(fields, input);
  return {
    kind,
    name,
    sendResolved,
    language,
    enabled,
    declines,
    templates,
    settings,
    secrets: [...new Set([...kept, ...secrets])],
    to: listOf(input.to),
    disabledReason: null,
    target: target === '' ? (before?.target ?? '') : target,
  };
}

/** The host of its URL, or what it needs and is no secret. */
function targetOf(fields: readonly ChannelKindField[], input: ChannelInput): string {
  const { url } = input;
  if (typeof url === 'string') return new URL(url).host;
  const open = fields.filter(({ required, secret }) => required && !secret);
  return open.map(({ name }) => listOf(input[name]).join(', ')).join(' ');
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)];
}
