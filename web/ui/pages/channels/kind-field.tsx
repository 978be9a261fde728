import {
  Checkbox,
  MultiSelect,
  NumberInput,
  PasswordInput,
  Select,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChannelKind, ChannelKindField } from '../../../contract/channel-kinds.ts';
import type { Channel } from '../../../contract/channels.ts';
import { pointer } from '../../forms/pointer.ts';
import type { Form } from '../../forms/use-form.ts';
import { useWords } from '../../i18n/use-words.ts';
import { ChannelSelect } from '../../notify/channel-select.tsx';
import type { ChannelForm } from './channel-form.ts';
import { listOf, textOf } from './kind-values.ts';

const ORDER: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
];

interface Props {
  readonly form: Form<ChannelForm>;
  readonly field: ChannelKindField;
  /** For fields that name channels. */
  readonly kinds: readonly ChannelKind[];
  readonly stored: Channel | undefined;
}

/** One field of a kind, with what is known of a secret that is stored. */
export function KindField({ form, field, kinds, stored }: Props) {
  const isKept = field.secret && stored?.secrets.includes(field.name) === true;
  return (
    <div>
      <Input form={form} field={field} kinds={kinds} stored={stored} />
      {isKept && !field.required && <Forget form={form} name={field.name} />}
    </div>
  );
}

function Input({ form, field, kinds, stored }: Props) {
  const words = useWords();
  const help = useHelp(field, stored);
  const { value, change, blur, errorAt } = form;
  const { name } = field;
  const path = `/${name}`;
  const items = listOf(value.values, name);
  const atItem = items.flatMap((item, index) => {
    const error = errorAt(pointer(name, index));
    return error === undefined ? [] : [`${item}: ${error}`];
  });
  const shared = {
    label: words(field.label),
    description: help,
    placeholder: field.placeholder === undefined ? '' : words(field.placeholder),
    inputWrapperOrder: ORDER,
    error: errorAt(path) ?? atItem[0],
    onBlur: () => blur(path),
  };
  const set = (given: string | readonly string[]) =>
    change({ ...value, values: { ...value.values, [name]: given } }, path);
  if (field.type === 'some') {
    const data = field.choices.map((each) => ({ value: each.value, label: words(each.label) }));
    return <MultiSelect {...shared} data={data} value={items} onChange={set} clearable />;
  }
  if (field.type === 'callers') {
    const { label, description = '', error } = shared;
    const callers = kinds.filter(({ contacts }) => contacts.length > 0).map((kind) => kind.name);
    const told = { label, description, error, kinds: callers };
    return <ChannelSelect {...told} value={items} onChange={set} />;
  }
  if (field.type === 'tags') {
    const separators = [',', ' ', ';'];
    const { maxItems = 50 } = field;
    const bounds = { maxTags: maxItems, splitChars: separators };
    return <TagsInput {...shared} {...bounds} value={items} onChange={set} />;
  }
  return <OneText field={field} shared={shared} value={textOfForm(value, name)} set={set} />;
}

interface OneTextProps {
  readonly field: ChannelKindField;
  readonly shared: {
    readonly label: string;
    readonly description: string | undefined;
    readonly placeholder: string;
    readonly inputWrapperOrder: typeof ORDER;
    readonly error: string | undefined;
    readonly onBlur: () => void;
  };
  readonly value: string;
  readonly set: (given: string) => void;
}

/** A field that holds one text. */
function OneText({ field: { type, choices }, shared, value, set }: OneTextProps) {
  const words = useWords();
  const text = {
    ...shared,
    value,
    autoComplete: 'off',
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      set(event.currentTarget.value),
  };
  switch (type) {
    case 'password':
      return <PasswordInput {...text} autoComplete="new-password" />;
    case 'lines':
    case 'block':
      return <Textarea {...text} classNames={{ input: 'mono' }} autosize minRows={2} maxRows={8} />;
    case 'number':
      return (
        <NumberInput {...shared} w={200} value={value} onChange={(given) => set(String(given))} />
      );
    case 'choice':
      return (
        <Select
          {...shared}
          w={320}
          allowDeselect={false}
          data={choices.map((each) => ({ value: each.value, label: words(each.label) }))}
          value={value === '' ? (choices[0]?.value ?? null) : value}
          onChange={(chosen) => set(chosen ?? '')}
        />
      );
    default:
      return <TextInput {...text} type={type} />;
  }
}

/** As it is typed: blanks at the end stay until it is sent. */
function textOfForm({ values }: ChannelForm, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : textOf(values, name);
}

/** What is said below a field: of a secret that is stored, how to keep it. */
function useHelp(
  { name, type, secret, help }: ChannelKindField,
  stored: Channel | undefined,
): string | undefined {
  const { t } = useTranslation();
  const words = useWords();
  if (secret && stored?.secrets.includes(name)) {
    return type === 'url'
      ? t('channels.editor.urlKeep', { target: stored.target })
      : t('channels.editor.secretKeep');
  }
  return help === undefined ? undefined : words(help);
}

function Forget({ form, name }: { readonly form: Form<ChannelForm>; readonly name: string }) {
  const { t } = useTranslation();
  const { value, change } = form;
  const isForgotten = value.clear.includes(name);
  return (
    <Checkbox
      size="xs"
      mt={6}
      label={t('channels.editor.forget')}
      checked={isForgotten}
      onChange={() => {
        const others = value.clear.filter((each) => each !== name);
        change({ ...value, clear: isForgotten ? others : [...others, name] }, `/${name}`);
      }}
    />
  );
}
