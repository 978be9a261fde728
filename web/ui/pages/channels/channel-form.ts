import type { TFunction } from 'i18next';
import type { ChannelKind } from '../../../contract/channel-kinds.ts';
import type { Channel, ChannelInput, ChannelPreviewInput } from '../../../contract/channels.ts';
import type { Language } from '../../../contract/session.ts';
import type { Findings } from '../../forms/pointer.ts';
import { pointer } from '../../forms/pointer.ts';
import type { InWords } from '../../i18n/use-words.ts';
import { bodyOf, type FieldValues, givenTexts, listOf, wrongOf } from './kind-values.ts';

/** Events besides the end of an incident that a channel may decline. */
export const DECLINABLE = [
  'firing',
  'acknowledged',
  'escalated',
  'flapping',
  'stale',
  'note',
] as const;
export type Declinable = (typeof DECLINABLE)[number];

/** A channel as it is typed. Empty secrets of a stored one keep what is stored. */
export interface ChannelForm {
  /** Name of its kind. */
  readonly kind: string;
  readonly name: string;
  /** The fields of all kinds that were filled in; each kind reads its own. */
  readonly values: FieldValues;
  readonly language: Language;
  readonly sendResolved: boolean;
  readonly declines: readonly Declinable[];
  readonly enabled: boolean;
  /** The channel's own texts; empty: ours. */
  readonly title: string;
  readonly body: string;
  /** Names of stored secrets to forget. */
  readonly clear: readonly string[];
}

/** @param kind name of the kind that is chosen at first */
export function blankChannel(language: Language, kind: string): ChannelForm {
  return {
    kind,
    name: '',
    values: {},
    language,
    sendResolved: true,
    declines: [],
    enabled: true,
    title: '',
    body: '',
    clear: [],
  };
}

export function formOfChannel(channel: Channel): ChannelForm {
  const { kind, name, settings, language, sendResolved, enabled, templates } = channel;
  const declines = DECLINABLE.filter((event) => channel.declines.includes(event));
  const { title = '', body = '' } = templates;
  const shown = { kind, name, values: settings, language, sendResolved, declines, enabled };
  return { ...shown, title, body, clear: [] };
}

/** The body of a save or a test. */
export function inputOfChannel(form: ChannelForm, kind: ChannelKind): ChannelInput {
  const { sendResolved, language, enabled, declines, values, clear } = form;
  return {
    kind: kind.name,
    name: form.name.trim(),
    sendResolved,
    language,
    enabled,
    declines: [...declines],
    templates: templatesOf(form, kind),
    ...(clear.length === 0 ? {} : { clear: [...clear] }),
    ...bodyOf(kind.fields, values),
  };
}

/** What a preview needs: no secret goes along. */
export function previewOfChannel(
  form: ChannelForm,
  kind: ChannelKind,
  incident: string,
): ChannelPreviewInput {
  const { name, language, values } = form;
  const shaping = kind.fields.filter(({ preview, secret }) => preview && !secret);
  return {
    kind: kind.name,
    name: name.trim(),
    language,
    templates: templatesOf(form, kind),
    ...(incident === '' ? {} : { incident }),
    ...bodyOf(shaping, values),
  };
}

function templatesOf({ title, body }: ChannelForm, { texts }: ChannelKind) {
  if (!texts) return {};
  return { ...(title.trim() === '' ? {} : { title }), ...(body.trim() === '' ? {} : { body }) };
}

/** Secrets of any kind are never kept in the browser, not even as a draft. */
export function channelDraft(form: ChannelForm, kinds: readonly ChannelKind[]): ChannelForm {
  const secret = new Set(
    kinds.flatMap(({ fields }) => fields.filter((field) => field.secret).map(({ name }) => name)),
  );
  const values = Object.entries(form.values).filter(([name]) => !secret.has(name));
  return { ...form, values: Object.fromEntries(values) };
}

export function isChannelForm(value: unknown): value is ChannelForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  const values = entries.get('values');
  const texts = ['kind', 'name', 'title', 'body', 'language'];
  return (
    texts.every((key) => typeof entries.get(key) === 'string') &&
    ['sendResolved', 'enabled'].every((key) => typeof entries.get(key) === 'boolean') &&
    ['declines', 'clear'].every((key) => Array.isArray(entries.get(key))) &&
    typeof values === 'object' &&
    values !== null &&
    Object.values(values).every((item) => typeof item === 'string' || Array.isArray(item))
  );
}

/** How the form is judged: the words, and whether it is for a new channel, which needs its secrets. */
export interface Judging {
  readonly isNew: boolean;
  readonly t: TFunction;
  readonly words: InWords;
}

export function checkChannel(
  form: ChannelForm,
  kind: ChannelKind,
  { isNew, t, words }: Judging,
): Findings {
  const findings = new Map<string, string>();
  const say = (field: string, isWrong: boolean, said: string) => {
    if (isWrong && !findings.has(field)) findings.set(field, said);
  };
  say('/name', form.name.trim() === '', t('forms.required'));
  say('/name', form.name.trim().length > 120, t('forms.tooLong', { max: 120 }));
  for (const field of kind.fields) {
    const given = givenTexts(field, form.values);
    const isNeeded = field.required && (isNew || !field.secret);
    say(`/${field.name}`, isNeeded && given.length === 0, t('forms.required'));
    for (const text of given) {
      const wrong = wrongOf(field, text, t, words);
      say(`/${field.name}`, wrong !== undefined, wrong ?? '');
    }
  }
  return findings;
}

/** Pointers of the fields that a kind shows. */
export function channelFields({ values }: ChannelForm, kind: ChannelKind): readonly string[] {
  const own = kind.fields.flatMap(({ name }) => [
    `/${name}`,
    ...listOf(values, name).map((_, index) => pointer(name, index)),
  ]);
  return [
    '/name',
    '/language',
    '/sendResolved',
    '/declines',
    '/enabled',
    ...own,
    ...(kind.texts ? ['/templates/title', '/templates/body'] : []),
  ];
}
