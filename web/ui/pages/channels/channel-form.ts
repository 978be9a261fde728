import type { TFunction } from 'i18next';
import type {
  Channel,
  ChannelInput,
  ChannelKind,
  ChannelPreviewInput,
} from '../../../contract/channels.ts';
import type { Language } from '../../../contract/session.ts';
import type { Findings } from '../../forms/pointer.ts';
import { pointer } from '../../forms/pointer.ts';
import { type FieldValues, listOf, textOf } from './kinds/kind-form.ts';
import { KIND_FORMS, KINDS } from './kinds/kind-forms.ts';

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
  readonly kind: ChannelKind;
  readonly name: string;
  /** The fields of all kinds; each kind reads its own. */
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

export function blankChannel(language: Language): ChannelForm {
  return {
    kind: 'email',
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
  const values = kind === 'email' ? { ...settings, to: channel.to } : settings;
  return { kind, name, values, language, sendResolved, declines, enabled, title, body, clear: [] };
}

/** The body of a save or a test. */
export function inputOfChannel(form: ChannelForm): ChannelInput {
  const { kind, sendResolved, language, enabled, declines, values, clear } = form;
  const common = {
    name: form.name.trim(),
    sendResolved,
    language,
    enabled,
    declines: [...declines],
    templates: templatesOf(form),
    ...(clear.length === 0 ? {} : { clear: [...clear] }),
  };
  return KIND_FORMS[kind].input(common, values);
}

/** What a preview needs: no secret goes along. */
export function previewOfChannel(form: ChannelForm, incident: string): ChannelPreviewInput {
  const { kind, name, language, values } = form;
  const isAlertmanager = textOf(values, 'format') === 'alertmanager-v4';
  return {
    kind,
    name: name.trim(),
    language,
    templates: templatesOf(form),
    ...(isAlertmanager && kind === 'webhook' ? { format: 'alertmanager-v4' } : {}),
    ...(incident === '' ? {} : { incident }),
  };
}

function templatesOf({ kind, title, body }: ChannelForm) {
  if (!KIND_FORMS[kind].hasTexts) return {};
  return { ...(title.trim() === '' ? {} : { title }), ...(body.trim() === '' ? {} : { body }) };
}

/** Secrets are never kept in the browser, not even as a draft. */
export function channelDraft(form: ChannelForm): ChannelForm {
  const secret = new Set<string>(
    Object.values(KIND_FORMS).flatMap(({ fields }) =>
      fields.filter(({ isSecret }) => isSecret).map(({ name }) => name),
    ),
  );
  const values = Object.entries(form.values).filter(([name]) => !secret.has(name));
  return { ...form, values: Object.fromEntries(values) };
}

export function isChannelForm(value: unknown): value is ChannelForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  const values = entries.get('values');
  return (
    KINDS.some((kind) => kind === entries.get('kind')) &&
    ['name', 'title', 'body', 'language'].every((key) => typeof entries.get(key) === 'string') &&
    ['sendResolved', 'enabled'].every((key) => typeof entries.get(key) === 'boolean') &&
    ['declines', 'clear'].every((key) => Array.isArray(entries.get(key))) &&
    typeof values === 'object' &&
    values !== null &&
    Object.values(values).every((item) => typeof item === 'string' || Array.isArray(item))
  );
}

/** @param isNew a new channel needs its secrets; a stored one may keep them */
export function checkChannel(form: ChannelForm, isNew: boolean, t: TFunction): Findings {
  const findings = new Map<string, string>();
  const say = (field: string, isWrong: boolean, words: string) => {
    if (isWrong && !findings.has(field)) findings.set(field, words);
  };
  say('/name', form.name.trim() === '', t('forms.required'));
  say('/name', form.name.trim().length > 120, t('forms.tooLong', { max: 120 }));
  const { fields, check } = KIND_FORMS[form.kind];
  for (const { name, isRequired, isSecret } of fields) {
    const given = listOf(form.values, name);
    const isNeeded = isRequired === true && (isNew || isSecret !== true);
    say(`/${name}`, isNeeded && given.length === 0, t('forms.required'));
    for (const text of isSingle(form.values[name]) ? given.slice(0, 1) : given) {
      const wrong = check?.(name, text, t);
      say(`/${name}`, wrong !== undefined, wrong ?? '');
    }
  }
  return findings;
}

function isSingle(value: string | readonly string[] | undefined): boolean {
  return typeof value === 'string' && value.startsWith('-----BEGIN');
}

/** Pointers of the fields that a kind shows. */
export function channelFields({ kind, values }: ChannelForm): readonly string[] {
  const { fields, hasTexts } = KIND_FORMS[kind];
  const own = fields.flatMap(({ name }) => [
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
    ...(hasTexts ? ['/templates/title', '/templates/body'] : []),
  ];
}
