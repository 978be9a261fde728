import { PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Form } from '../../forms/use-form.ts';
import type { LogSpecForm } from './log-spec-form.ts';
import {
  fieldsOfType,
  OUTPUT_TYPES,
  type OutputField,
  type OutputForm,
  SETTING_NAMES,
} from './output-fields.ts';

interface Props {
  readonly form: Form<LogSpecForm>;
}

/** Where lines go; the fields depend on the kind, each with the name that YAML has for it. */
export function OutputFieldSet({ form }: Props) {
  const { t } = useTranslation();
  const { value, change } = form;
  const set = (output: Partial<OutputForm>, field: string) =>
    change({ ...value, output: { ...value.output, ...output } }, field);
  return (
    <>
      <Select
        label={t('logFlows.editor.type')}
        w={260}
        allowDeselect={false}
        data={OUTPUT_TYPES.map((type) => ({ value: type, label: t(`logFlows.kind.${type}`) }))}
        value={value.output.type}
        onChange={(chosen) => {
          const type = OUTPUT_TYPES.find((one) => one === chosen);
          if (type !== undefined) set({ type, texts: {}, stored: [] }, '/spec');
        }}
      />
      {fieldsOfType(value.output.type).map((field) => (
        <SettingField key={`${value.output.type} ${field.path}`} form={form} field={field} />
      ))}
      {value.scope.startsWith('_platform') && (
        <Switch
          label={t('logFlows.editor.share')}
          checked={value.output.shared}
          onChange={(event) => set({ shared: event.currentTarget.checked }, '/spec/shared')}
        />
      )}
    </>
  );
}

function SettingField({ form, field }: Props & { readonly field: OutputField }) {
  const { t } = useTranslation();
  const { value, change, blur, errorAt } = form;
  const { output } = value;
  const pointer = `/spec/${output.type}/${field.path}`;
  const path = field.path.split('/');
  const name = SETTING_NAMES.find((one) => one === path.at(-1));
  const description = path.join(' › ');
  const label = name === undefined ? description : t(`logFlows.field.${name}`);
  const text = output.texts[field.path] ?? '';
  const set = (next: string) =>
    change(
      { ...value, output: { ...output, texts: { ...output.texts, [field.path]: next } } },
      pointer,
    );
  const shared = {
    label,
    description,
    error: errorAt(pointer),
    required: field.isNeeded === true,
    withAsterisk: field.isNeeded === true,
    onBlur: () => blur(pointer),
  };
  if (field.kind === 'yes') {
    return (
      <Switch
        label={label}
        description={description}
        checked={text === 'true'}
        onChange={(event) => set(event.currentTarget.checked ? 'true' : '')}
      />
    );
  }
  if (field.kind === 'secret') {
    return (
      <PasswordInput
        {...shared}
        autoComplete="new-password"
        placeholder={output.stored.includes(field.path) ? t('logFlows.editor.secretKept') : ''}
        value={text}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      inputMode={field.kind === 'number' ? 'numeric' : 'text'}
      value={text}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
