import { describe, expect, it } from 'vitest';
import { createTranslations } from '../../i18n/setup.ts';
import {
  blankChannel,
  type ChannelForm,
  channelDraft,
  checkChannel,
  inputOfChannel,
  isChannelForm,
} from './channel-form.ts';

const { t } = await createTranslations('en');
const mail: ChannelForm = { ...blankChannel('zh'), name: ' Ops ', to: ['a@example.com'] };
const hook: ChannelForm = {
  ...blankChannel('en'),
  kind: 'webhook',
  name: 'Tickets',
  url: 'https://example.com/in',
  secret: 'sixteen letters!',
};

describe('the channel form', () => {
  it('becomes the body of its kind only', () => {
    expect(inputOfChannel(mail)).toEqual({
      kind: 'email',
      name: 'Ops',
      to: ['a@example.com'],
      language: 'zh',
      sendResolved: true,
      enabled: true,
    });
    expect(inputOfChannel(hook)).toMatchObject({ url: hook.url, secret: hook.secret });
    expect(Object.keys(inputOfChannel({ ...hook, url: '', secret: '' }))).not.toContain('url');
    expect(Object.keys(inputOfChannel({ ...hook, kind: 'websocket' }))).not.toContain('secret');
  });

  it('keeps no secret as a draft', () => {
    const draft = JSON.stringify(channelDraft(hook));
    expect(draft).not.toContain('example.com');
    expect(draft).not.toContain('sixteen');
    expect(isChannelForm(JSON.parse(draft))).toBe(true);
  });

  it.each<[string, ChannelForm, Partial<ChannelForm>, boolean]>([
    ['/name', mail, { name: '' }, true],
    ['/to', mail, { to: [] }, true],
    ['/to', mail, { to: ['a@example.com', 'nobody'] }, true],
    ['/url', hook, { url: '' }, true],
    ['/url', hook, { url: 'ftp://example.com' }, false],
    ['/url', hook, { url: 'https://' }, false],
    ['/secret', hook, { secret: 'short' }, false],
  ])('marks %s', (field, form, change, isNew) => {
    expect([...checkChannel({ ...form, ...change }, isNew, t).keys()]).toEqual([field]);
  });

  it('lets a stored webhook keep its URL', () => {
    expect(checkChannel({ ...hook, url: '', secret: '' }, false, t).size).toBe(0);
  });
});
