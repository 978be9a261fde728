import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelDraft } from '../../alerting/channels/channel-draft.ts';
import { openSecrets } from '../../alerting/channels/channel-secrets.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { parseKeyRing } from '../../platform/secrets/key-ring.ts';
import { createSecretBox } from '../../platform/secrets/secret-box.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
} from '../support/notify-world.ts';

const sealer = createSecretBox(parseKeyRing('A'.repeat(43).concat('='), 'test'));
const memberOf = (
  role: 'tenant-member' | 'project-admin',
  tenant: string,
  project: string | null,
  id: string = role,
): Principal => ({
  kind: 'user',
  id,
  name: role,
  bindings: [{ role, node: { tenant, project, environment: null } }],
});
const hook = (changes: Partial<ChannelDraft> = {}): ChannelDraft => ({
  kind: 'webhook',
  name: 'hook',
  enabled: true,
  sendResolved: true,
  language: 'en',
  settings: { url: 'https://hooks.example.org/T0/secret-path', secret: 'x'.repeat(20) },
  ...changes,
});

describe('channels for people', () => {
  let state: DirectState;
  let world: NotifyWorld;
  const acme = adminOf('acme');
  const globex = adminOf('globex');
  beforeEach(async () => {
    state = openDirectState(NOTIFY_MIGRATIONS);
    const send = async () => ({ kind: 'failed', reason: 'dns', cause: new Error('x') }) as const;
    world = await openNotifyWorld({ state, clock: new VirtualClock(), outbound: { send } });
  });
  afterEach(() => state.close());

  it('keeps secrets sealed to owner and channel, shows the host only', async () => {
    const made = await world.notifier.channels.create(acme, 'acme', hook());
    expect(made).toMatchObject({ target: 'hooks.example.org', settings: {}, revision: 1 });
    expect(JSON.stringify(made)).not.toContain('secret-path');
    const rows = await state.all<{ secrets: string }>({
      sql: 'SELECT * FROM channels',
      parameters: [],
    } as never);
    expect(JSON.stringify(rows)).not.toContain('secret-path');
    expect(openSecrets(sealer, made)).toEqual({ url: hook().settings.url, secret: 'x'.repeat(20) });
    expect(() => openSecrets(sealer, { ...made, owner: 'globex' })).toThrow(/does not open/);
  });

  it('keeps the secret that is left out, and survives a restart', async () => {
    const { channels } = world.notifier;
    const made = await channels.create(acme, 'acme', hook());
    const changed = await channels.update(
      acme,
      'acme',
      made.id,
      hook({ name: 'renamed', settings: {} }),
      1,
    );
    expect(changed).toMatchObject({ name: 'renamed', revision: 2, target: 'hooks.example.org' });
    expect(openSecrets(sealer, changed)).toEqual(openSecrets(sealer, made));
    await world.restart();
    expect(world.notifier.channels.get(acme, 'acme', made.id)).toEqual(changed);
    await world.stop();
  });

  it('lists newest first, page by page, of one owner', async () => {
    const { channels } = world.notifier;
    for (const name of ['a', 'b', 'c']) await channels.create(acme, 'acme', hook({ name }));
    await channels.create(globex, 'globex', hook({ name: 'theirs' }));
    const first = channels.list(acme, 'acme', { limit: 2, cursor: null });
    const second = channels.list(acme, 'acme', { limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['c', 'b', 'a']);
    expect(second.nextCursor).toBeNull();
  });

  it('forgets a secret when it is asked to, and keeps texts and choices over a restart', async () => {
    const { channels } = world.notifier;
    const made = await channels.create(acme, 'acme', hook());
    const draft = hook({
      settings: { secret: 'y'.repeat(20) },
      declines: ['note', 'note'],
      templates: { title: '{{ .Title }}', body: ' ' },
    });
    const rotating = await channels.update(acme, 'acme', made.id, draft, 1);
    expect(rotating).toMatchObject({ declines: ['note'], templates: { title: '{{ .Title }}' } });
    expect(openSecrets(sealer, rotating)).toMatchObject({ previousSecret: 'x'.repeat(20) });
    const settled = { ...draft, settings: {}, clear: ['previousSecret'] };
    const ended = await channels.update(acme, 'acme', made.id, settled, 2);
    expect(Object.keys(openSecrets(sealer, ended)).sort()).toEqual(['secret', 'url']);
    expect(ended.settings.secretNames).toEqual(['url', 'secret']);
    await world.restart();
    expect(world.notifier.channels.get(acme, 'acme', made.id)).toEqual(ended);
    await world.stop();
  });

  it('tests a stored channel with its secrets, for who may change it only', async () => {
    const { channels } = world.notifier;
    const { id } = await channels.create(acme, 'acme', hook());
    const draft = hook({ settings: {} });
    await expect(channels.test(acme, 'acme', draft)).rejects.toMatchObject({ kind: 'invalid' });
    expect(await channels.test(acme, 'acme', draft, id)).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('webhook_dns'),
    });
    await expect(channels.test(globex, 'globex', draft, id)).rejects.toMatchObject({
      kind: 'not_found',
    });
    const other = memberOf('project-admin', 'acme', 'shop');
    await expect(channels.test(other, 'acme', draft, id)).rejects.toMatchObject({
      kind: 'scope_denied',
    });
  });

  it('previews texts without a secret, and refuses those that are no templates', async () => {
    const { channels } = world.notifier;
    const draft = {
      kind: 'dingtalk',
      name: 'robot',
      language: 'zh',
      templates: { body: '{{ .Headline }} *{{ .Title }}*' },
      settings: {},
    } as const;
    const shown = channels.preview(acme, 'acme', draft, null);
    expect(shown).toMatchObject({ format: 'markdown', problems: [] });
    expect(shown.body).toContain('告警触发 *Test notification*');
    const broken = { ...draft, templates: { body: '{{ .Title' } };
    expect(() => channels.preview(acme, 'acme', broken, null)).toThrow(/templates.body/);
    expect(() => channels.preview(globex, 'acme', draft, null)).toThrow(/permission/);
  });

  it('tells nobody of another owner’s channels', async () => {
    const { channels } = world.notifier;
    const { id } = await channels.create(acme, 'acme', hook());
    expect(() => channels.list(globex, 'acme', { limit: 9, cursor: null })).toThrow(/permission/);
    expect(() => channels.get(globex, 'globex', id)).toThrow(/does not exist/);
    await expect(channels.update(globex, 'globex', id, hook(), null)).rejects.toMatchObject({
      kind: 'not_found',
    });
    await expect(channels.delete(globex, 'acme', id, null)).rejects.toMatchObject({
      kind: 'scope_denied',
    });
    expect(world.channels.has('globex', id)).toBe(false);
  });

  it('who may write: the owner’s people all, a project’s people what they made', async () => {
    const { channels } = world.notifier;
    const reader = memberOf('tenant-member', 'acme', null);
    const shop = memberOf('project-admin', 'acme', 'shop');
    const blog = memberOf('project-admin', 'acme', 'blog', 'other');
    await expect(channels.create(reader, 'acme', hook())).rejects.toMatchObject({
      kind: 'scope_denied',
    });
    const { id } = await channels.create(shop, 'acme', hook());
    await expect(channels.update(blog, 'acme', id, hook(), 1)).rejects.toMatchObject({
      kind: 'scope_denied',
    });
    expect(await channels.update(shop, 'acme', id, hook({ name: 'x' }), 1)).toMatchObject({
      revision: 2,
    });
    expect(await channels.update(acme, 'acme', id, hook({ name: 'y' }), 2)).toMatchObject({
      revision: 3,
    });
  });

  it.each([
    ['another kind', { kind: 'websocket' as const, settings: {} }, 'invalid'],
    ['an old revision', {}, 'precondition_failed'],
    ['a name with a line break', { name: 'a\nb' }, 'invalid'],
    ['a bad URL', { settings: { url: 'ftp://x' } }, 'invalid'],
  ])('refuses a change: %s', async (name, changes, kind) => {
    const { channels } = world.notifier;
    const { id } = await channels.create(acme, 'acme', hook());
    const revision = name === 'an old revision' ? 7 : 1;
    await expect(channels.update(acme, 'acme', id, hook(changes), revision)).rejects.toMatchObject({
      kind,
    });
  });

  it('of two writers with the same revision one wins', async () => {
    const { channels } = world.notifier;
    const { id } = await channels.create(acme, 'acme', hook());
    const both = await Promise.allSettled(
      ['a', 'b'].map((name) => channels.update(acme, 'acme', id, hook({ name }), 1)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('a name is taken once per owner', async () => {
    const { channels } = world.notifier;
    await channels.create(acme, 'acme', hook());
    await expect(channels.create(acme, 'acme', hook())).rejects.toMatchObject({ kind: 'conflict' });
    await channels.create(globex, 'globex', hook());
  });

  it('cannot be deleted while a rule uses it', async () => {
    const { channels } = world.notifier;
    const { id } = await channels.create(acme, 'acme', hook());
    const rule = world.addRule('acme', { name: 'Load', channels: [id] });
    await expect(channels.delete(acme, 'acme', id, 1)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('Load'),
    });
    world.rules.delete(rule.id);
    await channels.delete(acme, 'acme', id, 1);
    expect(() => channels.get(acme, 'acme', id)).toThrow(/does not exist/);
  });
});
