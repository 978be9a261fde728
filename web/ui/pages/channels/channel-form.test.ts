import { describe, expect, it } from 'vitest';
import { CHANNEL_KINDS } from '../../../../alerting/notify/channel-kinds.ts';
import { presentChannelKinds } from '../../../server/resources/present-channel-kinds.ts';
import { createTranslations } from '../../i18n/setup.ts';
import { kindNamed } from '../../notify/kind-named.ts';
import {
  blankChannel,
  type ChannelForm,
  channelDraft,
  checkChannel,
  inputOfChannel,
  isChannelForm,
  previewOfChannel,
} from './channel-form.ts';

const { t } = await createTranslations('en');
const KINDS = presentChannelKinds(CHANNEL_KINDS).items;
const kindOf = ({ kind }: ChannelForm) => kindNamed(KINDS, kind);
const words = ({ en }: { readonly en: string }) => en;
const input = (form: ChannelForm) => inputOfChannel(form, kindOf(form));
const check = (form: ChannelForm, isNew: boolean) =>
  checkChannel(form, kindOf(form), { isNew, t, words });
const mail: ChannelForm = {
  ...blankChannel('zh', 'email'),
  name: ' Ops ',
  values: { to: ['a@example.com'] },
};
const hook: ChannelForm = {
  ...blankChannel('en', 'email'),
  kind: 'webhook',
  name: 'Tickets',
  values: { url: 'https://example.com/in', secret: 'sixteen letters!' },
};
const withValues = (form: ChannelForm, values: ChannelForm['values']): ChannelForm => ({
  ...form,
  values: { ...form.values, ...values },
});

describe('the channel form', () => {
  it('becomes the body of its kind only', () => {
    expect(input(mail)).toEqual({
      kind: 'email',
      name: 'Ops',
      to: ['a@example.com'],
      language: 'zh',
      sendResolved: true,
      declines: [],
      templates: {},
      enabled: true,
    });
    expect(input(hook)).toMatchObject({ url: 'https://example.com/in' });
    expect(Object.keys(input({ ...hook, values: {} }))).not.toContain('url');
    expect(Object.keys(input({ ...hook, kind: 'websocket' }))).not.toContain('secret');
    const headers = withValues(hook, { headers: 'A: 1\n\nB: 2', maxBytes: '8192' });
    expect(input(headers)).toMatchObject({ headers: ['A: 1', 'B: 2'], maxBytes: 8_192 });
    const robot = withValues({ ...hook, kind: 'dingtalk', title: 'T' }, { mentions: ['1380'] });
    expect(input(robot)).toMatchObject({
      kind: 'dingtalk',
      mentions: ['1380'],
      templates: { title: 'T' },
    });
  });

  it('keeps no secret as a draft, and sends none to a preview', () => {
    const whole = withValues(hook, { token: '1:abcdefghijk', routingKey: 'R'.repeat(32) });
    const draft = JSON.stringify(channelDraft(whole, KINDS));
    expect(draft).not.toMatch(/example\.com|sixteen|abcdefghijk|RRR/);
    expect(isChannelForm(JSON.parse(draft))).toBe(true);
    expect(JSON.stringify(previewOfChannel(whole, kindOf(whole), ''))).not.toMatch(
      /example\.com|sixteen|RRR/,
    );
  });

  it.each<[string, ChannelForm, boolean]>([
    ['/name', { ...mail, name: '' }, true],
    ['/to', withValues(mail, { to: [] }), true],
    ['/to', withValues(mail, { to: ['a@example.com', 'nobody'] }), true],
    ['/cc', withValues(mail, { cc: ['nobody'] }), true],
    ['/url', withValues(hook, { url: '' }), true],
    ['/url', withValues(hook, { url: 'ftp://example.com' }), false],
    ['/url', withValues(hook, { url: 'https://' }), false],
    ['/secret', withValues(hook, { secret: 'short' }), false],
    ['/headers', withValues(hook, { headers: 'nonsense' }), false],
    ['/maxBytes', withValues(hook, { maxBytes: '12' }), false],
    ['/routingKey', { ...hook, kind: 'pagerduty', values: { routingKey: 'short' } }, false],
    ['/chatId', { ...hook, kind: 'telegram', values: { token: 'x' } }, false],
  ])('marks %s', (field, form, isNew) => {
    expect([...check(form, isNew).keys()]).toEqual([field]);
  });

  it('lets a stored webhook keep its URL', () => {
    expect(check({ ...hook, values: {} }, false).size).toBe(0);
  });
});
