import type { TFunction } from 'i18next';
import type { ComponentType } from 'react';
import type { ChannelInput, ChannelKind } from '../../../../contract/channels.ts';

/** Every field of any kind; its label stands in the dictionary under this name. */
export type FieldName =
  | 'to'
  | 'cc'
  | 'bcc'
  | 'url'
  | 'secret'
  | 'format'
  | 'maxBytes'
  | 'headers'
  | 'hmacHeader'
  | 'hmacTimestampHeader'
  | 'clientCertificate'
  | 'clientKey'
  | 'ca'
  | 'mentions'
  | 'token'
  | 'chatId'
  | 'topicId'
  | 'apiUrl'
  | 'routingKey'
  | 'region'
  | 'roles'
  | 'place'
  | 'by'
  | 'through';

/** What is typed into the fields, by name; a list where the field takes several. */
export type FieldValues = Readonly<Record<string, string | readonly string[]>>;

export interface KindField {
  readonly name: FieldName;
  /**
   * `tags`: several short texts; `lines`: one text for each line; `block`: a long text;
   * `choice`: one of `choices`, the first by default; `some`: any of them;
   * `channels`: ids of channels of the owner, of `kinds`.
   */
  readonly type:
    | 'text'
    | 'url'
    | 'password'
    | 'number'
    | 'tags'
    | 'lines'
    | 'block'
    | 'choice'
    | 'some'
    | 'channels';
  readonly choices?: readonly string[];
  readonly kinds?: readonly ChannelKind[];
  /** Never shown again once it is stored, and never kept in the browser. */
  readonly isSecret?: true;
  /** A new channel needs it; a stored one may keep what is stored if it is secret. */
  readonly isRequired?: true;
  /** Behind the button for what few need. */
  readonly isRare?: true;
}

/** The part of a body that all kinds have. */
export type CommonInput = Pick<
  ChannelInput,
  'name' | 'sendResolved' | 'language' | 'enabled' | 'declines' | 'templates' | 'clear'
>;

/** The form of one kind of channel: one file each. */
export interface KindForm {
  readonly kind: ChannelKind;
  readonly icon: ComponentType<{ readonly size?: number; readonly stroke?: number }>;
  readonly fields: readonly KindField[];
  /** Messages of the kind have a title and a text that the channel may write itself. */
  readonly hasTexts: boolean;
  /** The body of a save or a test. */
  readonly input: (common: CommonInput, values: FieldValues) => ChannelInput;
  /** What is wrong with a field that is not empty, besides; undefined: nothing. */
  readonly check?: (name: FieldName, value: string, t: TFunction) => string | undefined;
}

export function textOf(values: FieldValues, name: FieldName): string {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
}

export function listOf(values: FieldValues, name: FieldName): string[] {
  const value = values[name];
  if (typeof value === 'string') {
    return value.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  }
  return (value ?? []).map((item) => item.trim()).filter((item) => item !== '');
}

/** Those of the fields that are not empty. */
export function texts<Name extends FieldName>(
  values: FieldValues,
  ...names: readonly Name[]
): Partial<Record<Name, string>> {
  const given: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const text = textOf(values, name);
    if (text !== '') given[name] = text;
  }
  return given;
}

/** Those of the lists that are not empty. */
export function lists<Name extends FieldName>(
  values: FieldValues,
  ...names: readonly Name[]
): Partial<Record<Name, string[]>> {
  const given: Partial<Record<Name, string[]>> = {};
  for (const name of names) {
    const list = listOf(values, name);
    if (list.length > 0) given[name] = list;
  }
  return given;
}

/** The URL of a robot, which is its credential. */
export const ROBOT_URL: KindField = { name: 'url', type: 'url', isSecret: true, isRequired: true };

export function checkUrl(name: FieldName, value: string, t: TFunction): string | undefined {
  if (name !== 'url' && name !== 'apiUrl') return undefined;
  const isUrl = /^https?:\/\/[^\s/]/.test(value) && URL.canParse(value);
  return isUrl ? undefined : t('channels.editor.urlInvalid');
}
