import type { TFunction } from 'i18next';
import type { ChannelKindField } from '../../../contract/channel-kinds.ts';
import type { InWords } from '../../i18n/use-words.ts';

/** What is typed into the fields, by name; a list where the field takes several. */
export type FieldValues = Readonly<Record<string, string | readonly string[]>>;

export function textOf(values: FieldValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
}

export function listOf(values: FieldValues, name: string): string[] {
  const value = values[name];
  if (typeof value === 'string') {
    return value.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  }
  return (value ?? []).map((item) => item.trim()).filter((item) => item !== '');
}

/** Whether the field takes several texts. */
export function isList({ type }: ChannelKindField): boolean {
  return type === 'tags' || type === 'lines' || type === 'some' || type === 'callers';
}

/** Those that are given, one by one. */
export function givenTexts(field: ChannelKindField, values: FieldValues): readonly string[] {
  if (isList(field)) return listOf(values, field.name);
  const text = textOf(values, field.name);
  return text === '' ? [] : [text];
}

/** What of the fields is sent: nothing for those that are empty and may be. */
export function bodyOf(
  fields: readonly ChannelKindField[],
  values: FieldValues,
): Readonly<Record<string, string | number | string[]>> {
  const sent = fields.flatMap((field): [string, string | number | string[]][] => {
    const value = sentOf(field, values);
    const mayMiss = !field.required || field.secret;
    const isEmpty = value === '' || (Array.isArray(value) && value.length === 0);
    return isEmpty && mayMiss ? [] : [[field.name, value]];
  });
  return Object.fromEntries(sent);
}

function sentOf(field: ChannelKindField, values: FieldValues): string | number | string[] {
  const { name, type, choices } = field;
  if (isList(field)) return listOf(values, name);
  const text = textOf(values, name);
  if (type === 'number') return text === '' ? '' : Number(text);
  if (type !== 'choice') return text;
  const chosen = choices.find(({ value }) => value === text) ?? choices[0];
  return chosen?.value ?? '';
}

/** What is wrong with a text that is given; undefined: nothing that can be said here. */
export function wrongOf(
  field: ChannelKindField,
  text: string,
  t: TFunction,
  words: InWords,
): string | undefined {
  const { type, pattern, wrong, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = field;
  if (type === 'url' && !isUrl(text)) return t('channels.editor.urlInvalid');
  if (type === 'number') return isWithin(field, Number(text)) ? undefined : rangeOf(field, t);
  if (pattern !== undefined && !new RegExp(pattern).test(text)) {
    return wrong === undefined
      ? t('channels.editor.formInvalid')
      : words(wrong).replace('{{value}}', () => text);
  }
  const { length } = [...text];
  if (length < minLength) return t('channels.editor.tooShort', { min: minLength });
  return length > maxLength ? t('forms.tooLong', { max: maxLength }) : undefined;
}

function isUrl(text: string): boolean {
  return /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text);
}

const LEAST = Number.NEGATIVE_INFINITY;
const MOST = Number.POSITIVE_INFINITY;

function isWithin({ minimum = LEAST, maximum = MOST }: ChannelKindField, value: number): boolean {
  return Number.isInteger(value) && value >= minimum && value <= maximum;
}

function rangeOf({ minimum, maximum }: ChannelKindField, t: TFunction): string {
  if (minimum === undefined || maximum === undefined) return t('channels.editor.formInvalid');
  const number = new Intl.NumberFormat('en');
  return t('channels.editor.between', { min: number.format(minimum), max: number.format(maximum) });
}
