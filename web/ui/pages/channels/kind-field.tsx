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
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../../contract/channels.ts';
import { pointer } from '../../forms/pointer.ts';
import type { Form } from '../../forms/use-form.ts';
import { ChannelSelect } from '../../notify/channel-select.tsx';
import type { ChannelForm } from './channel-form.ts';
import { type KindField as Field, listOf, textOf } from './kinds/kind-form.ts';

const ORDER: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
];

interface Props {
  readonly form: Form<ChannelForm>;
  readonly field: Field;
  readonly stored: Channel | undefined;
}

/** One field of a kind, with what is known of a secret that is stored. */
export function KindField({ form, field, stored }: Props) {
  const isKept = field.isSecret === true && stored?.secrets.includes(field.name) === true;
  return (
    <div>
      <Input form={form} field={field} stored={stored} />
      {isKept && field.isRequired !== true && <Forget form={form} name={field.name} />}
    </div>
  );
}

function Input({ form, field, stored }: Props) {
  const { t } = useTranslation();
  const { value, change, blur, errorAt } = form;
  const { name } = field;
  const path = `/${name}`;
  const items = listOf(value.values, name);
  const atItem = items.flatMap((item, index) => {
    const error = errorAt(pointer(name, index));
    return error === undefined ? [] : [`${item}: ${error}`];
  });
  const shared = {
    label: t(`channels.field.${labelOf(field, value)}`),
    description: helpOf(field, value, stored, t),
    inputWrapperOrder: ORDER,
    error: errorAt(path) ?? atItem[0],
    onBlur: () => blur(path),
  };
  const set = (given: string | readonly string[]) =>
    change({ ...value, values: { ...value.values, [name]: given } }, path);
  if (field.type === 'some') {
    const data = (field.choices ?? []).map((each) => ({
      value: each,
      label: t(`channels.choice.${each}` as 'channels.choice.tocsin'),
    }));
    return <MultiSelect {...shared} data={data} value={items} onChange={set} clearable />;
  }
  if (field.type === 'channels') {
    const { label, description = '', error } = shared;
    const { kinds = [] } = field;
    return <ChannelSelect {...{ label, description, error, kinds }} value={items} onChange={set} />;
  }
  if (field.type === 'tags') {
    const separators = [',', ' ', ';'];
    return (
      <TagsInput {...shared} value={items} maxTags={50} splitChars={separators} onChange={set} />
    );
  }
  return <OneText field={field} shared={shared} value={textOfForm(value, name)} set={set} />;
}

interface OneTextProps {
  readonly field: Field;
  readonly shared: {
    readonly label: string;
    readonly description: string | undefined;
    readonly inputWrapperOrder: typeof ORDER;
    readonly error: string | undefined;
    readonly onBlur: () => void;
  };
  readonly value: string;
  readonly set: (given: string) => void;
}

/** A field that holds one text. */
function OneText({ field: { type, choices = [] }, shared, value, set }: OneTextProps) {
  const { t } = useTranslation();
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
          data={choices.map((each) => ({
            value: each,
            label: t(`channels.choice.${each}` as 'channels.choice.tocsin'),
          }))}
          value={value === '' ? (choices[0] ?? null) : value}
          onChange={(chosen) => set(chosen ?? '')}
        />
      );
    default:
      return <TextInput {...text} type={type} />;
  }
}

/** As it is typed: blanks at the end stay until it is sent. */
function textOfForm({ values }: ChannelForm, name: Field['name']): string {
  const value = values[name];
  return typeof value === 'string' ? value : textOf(values, name);
}

/** The secret of a webhook is a key of one's own; that of a robot is given by its service. */
function labelOf({ name }: Field, { kind }: ChannelForm) {
  return name === 'secret' && kind !== 'webhook' ? 'robotSecret' : name;
}

function helpOf(
  { name, isSecret }: Field,
  { kind }: ChannelForm,
  stored: Channel | undefined,
  t: TFunction,
): string | undefined {
  const isKept = isSecret === true && stored?.secrets.includes(name) === true;
  if (isKept) {
    return name === 'url'
      ? t('channels.editor.urlKeep', { target: stored.target })
      : t('channels.editor.secretKeep');
  }
  // Not every field needs words.
  const ofKind: string = t(`channels.help.${kind}_${name}` as 'channels.help.mentions', {
    defaultValue: '',
  });
  const words: string = t(`channels.help.${name}` as 'channels.help.mentions', {
    defaultValue: '',
  });
  const help = ofKind === '' ? words : ofKind;
  return help === '' ? undefined : help;
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
