import { describe, expect, it } from 'vitest';
import { createTranslations } from '../../i18n/setup.ts';
import {
  blankChannel,
  type ChannelForm,
  channelDraft,
  checkChannel,
  inputOfChannel,
  isChannelForm,
  previewOfChannel,
} from './channel-form.ts';
import { KIND_FORMS, KINDS } from './kinds/kind-forms.ts';

const { t } = await createTranslations('en');
const mail: ChannelForm = {
  ...blankChannel('zh'),
  name: ' Ops ',
  values: { to: ['a@example.com'] },
};
const hook: ChannelForm = {
  ...blankChannel('en'),
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
    expect(inputOfChannel(mail)).toEqual({
      kind: 'email',
      name: 'Ops',
      to: ['a@example.com'],
      language: 'zh',
      sendResolved: true,
      declines: [],
      templates: {},
      enabled: true,
    });
    expect(inputOfChannel(hook)).toMatchObject({ url: 'https://example.com/in' });
    expect(Object.keys(inputOfChannel({ ...hook, values: {} }))).not.toContain('url');
    expect(Object.keys(inputOfChannel({ ...hook, kind: 'websocket' }))).not.toContain('secret');
    const headers = withValues(hook, { headers: 'A: 1\n\nB: 2', maxBytes: '8192' });
    expect(inputOfChannel(headers)).toMatchObject({ headers: ['A: 1', 'B: 2'], maxBytes: 8_192 });
    const robot = withValues({ ...hook, kind: 'dingtalk', title: 'T' }, { mentions: ['1380'] });
    expect(inputOfChannel(robot)).toMatchObject({
      kind: 'dingtalk',
      mentions: ['1380'],
      templates: { title: 'T' },
    });
  });

  it('keeps no secret as a draft, and sends none to a preview', () => {
    const whole = withValues(hook, { token: '1:abcdefghijk', routingKey: 'R'.repeat(32) });
    const draft = JSON.stringify(channelDraft(whole));
    expect(draft).not.toMatch(/example\.com|sixteen|abcdefghijk|RRR/);
    expect(isChannelForm(JSON.parse(draft))).toBe(true);
    expect(JSON.stringify(previewOfChannel(whole, ''))).not.toMatch(/example\.com|sixteen|RRR/);
  });

  it('has words for each field of each kind', () => {
    for (const kind of KINDS) {
      for (const { name } of KIND_FORMS[kind].fields) {
        expect(t(`channels.field.${name}`)).not.toContain('channels.');
      }
    }
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
    expect([...checkChannel(form, isNew, t).keys()]).toEqual([field]);
  });

  it('lets a stored webhook keep its URL', () => {
    expect(checkChannel({ ...hook, values: {} }, false, t).size).toBe(0);
  });
});
