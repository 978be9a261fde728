import type { TFunction } from 'i18next';
import type { Channel, ChannelInput } from '../../../contract/channels.ts';
import type { Language } from '../../../contract/session.ts';
import { type Findings, pointer } from '../../forms/pointer.ts';

export const KINDS = ['email', 'webhook', 'websocket'] as const;
export type ChannelKind = (typeof KINDS)[number];

/** A channel as it is typed. Empty `url` and `secret` of a stored one keep what is stored. */
export interface ChannelForm {
  readonly kind: ChannelKind;
  readonly name: string;
  readonly to: readonly string[];
  readonly url: string;
  readonly secret: string;
  readonly language: Language;
  readonly sendResolved: boolean;
  readonly enabled: boolean;
}

export function blankChannel(language: Language): ChannelForm {
  return {
    kind: 'email',
    name: '',
    to: [],
    url: '',
    secret: '',
    language,
    sendResolved: true,
    enabled: true,
  };
}

export function formOfChannel(channel: Channel): ChannelForm {
  const { kind, name, to, language, sendResolved, enabled } = channel;
  return { kind, name, to, url: '', secret: '', language, sendResolved, enabled };
}

/** The body of a save or a test. */
export function inputOfChannel(form: ChannelForm): ChannelInput {
  const { sendResolved, language, enabled } = form;
  const common = { name: form.name.trim(), sendResolved, language, enabled };
  switch (form.kind) {
    case 'email':
      return { kind: 'email', ...common, to: form.to.map((address) => address.trim()) };
    case 'webhook':
      return {
        kind: 'webhook',
        ...common,
        ...(form.url.trim() === '' ? {} : { url: form.url.trim() }),
        ...(form.secret === '' ? {} : { secret: form.secret }),
      };
    case 'websocket':
      return { kind: 'websocket', ...common };
  }
}

/** Secrets are never kept in the browser, not even as a draft. */
export function channelDraft(form: ChannelForm): ChannelForm {
  return { ...form, url: '', secret: '' };
}

export function isChannelForm(value: unknown): value is ChannelForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  return (
    KINDS.some((kind) => kind === entries.get('kind')) &&
    ['name', 'url', 'secret', 'language'].every((key) => typeof entries.get(key) === 'string') &&
    ['sendResolved', 'enabled'].every((key) => typeof entries.get(key) === 'boolean') &&
    Array.isArray(entries.get('to'))
  );
}

/** @param isNew a new webhook needs its URL and key; a stored one may keep them */
export function checkChannel(form: ChannelForm, isNew: boolean, t: TFunction): Findings {
  const findings = new Map<string, string>();
  const say = (field: string, isWrong: boolean, words: string) => {
    if (isWrong && !findings.has(field)) findings.set(field, words);
  };
  say('/name', form.name.trim() === '', t('forms.required'));
  say('/name', form.name.trim().length > 120, t('forms.tooLong', { max: 120 }));
  if (form.kind === 'email') {
    say('/to', form.to.length === 0, t('forms.required'));
    for (const address of form.to) {
      say(
        '/to',
        !/^[^\s@]+@[^\s@]+$/.test(address.trim()),
        t('channels.editor.toInvalid', { address }),
      );
    }
  }
  if (form.kind === 'webhook') {
    say('/url', isNew && form.url.trim() === '', t('forms.required'));
    say(
      '/url',
      form.url.trim() !== '' && !isHttpUrl(form.url.trim()),
      t('channels.editor.urlInvalid'),
    );
    say('/secret', form.secret !== '' && form.secret.length < 16, t('channels.editor.secretShort'));
  }
  return findings;
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text);
}

/** Pointers of the fields that a kind shows. */
export function channelFields({ kind, to }: ChannelForm): readonly string[] {
  const common = ['/name', '/language', '/sendResolved', '/enabled'];
  if (kind === 'email') return [...common, '/to', ...to.map((_, index) => pointer('to', index))];
  return kind === 'webhook' ? [...common, '/url', '/secret'] : common;
}
