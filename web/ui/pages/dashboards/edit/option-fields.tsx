import { MultiSelect, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { valueAt } from '../../../../../dashboards/edit/change-at.ts';
import {
  OPTION_FIELDS,
  type OptionField,
} from '../../../../../dashboards/edit/option-fields.data.ts';
import { inCurrentForm } from '../../../../../dashboards/edit/panel-json.ts';
import { listOf, numberOrNull, textOf } from '../../../../../dashboards/import/read-json.ts';
import type { PanelKind } from '../../../../../dashboards/model/panel.ts';
import classes from './edit.module.css';
import type { PanelFieldsProps } from './panel-fields-props.ts';

/** What the kind of the panel can be told of how it looks. */
export function OptionFields({
  panel: given,
  kind,
  onField,
}: PanelFieldsProps & { readonly kind: PanelKind }) {
  const { t } = useTranslation();
  const panel = useMemo(() => inCurrentForm(given), [given]);
  const fields = OPTION_FIELDS[kind];
  if (fields.length === 0) return null;
  return (
    <fieldset className={classes.group}>
      <legend className={classes.groupTitle}>{t('boards.option.title')}</legend>
      <div className={kind === 'text' ? classes.lines : classes.two}>
        {fields.map((field) => (
          <OneOption
            key={field.name}
            field={field}
            value={valueAt(panel, field.path)}
            onChange={(value) => onField(field.path, value)}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface OptionProps<F extends OptionField> {
  readonly field: F;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

type Of<K extends OptionField['kind']> = OptionProps<Extract<OptionField, { readonly kind: K }>>;

function OneOption({ field, ...props }: OptionProps<OptionField>) {
  switch (field.kind) {
    case 'flag':
      return <FlagOption field={field} {...props} />;
    case 'number':
      return <NumberOption field={field} {...props} />;
    case 'text':
      return <TextOption field={field} {...props} />;
    case 'choice':
      return <ChoiceOption field={field} {...props} />;
    case 'choices':
      return <ChoicesOption field={field} {...props} />;
    default:
      return field satisfies never;
  }
}

/** Words for options and for what can be chosen; what somebody else has written is shown as it is. */
function useOptionWords() {
  const { t } = useTranslation();
  return {
    label: ({ name }: OptionField) => t(`boards.option.${name}` as 'boards.option.title'),
    choices: (known: readonly string[], chosen: readonly string[]) =>
      [...new Set([...known, ...chosen])].map((value) => ({
        value,
        label: known.includes(value) ? t(`boards.choice.${value}` as 'boards.choice.auto') : value,
      })),
    auto: t('boards.look.auto'),
  };
}

function FlagOption({ field, value, onChange }: Of<'flag'>) {
  const { label } = useOptionWords();
  return (
    <Switch
      size="xs"
      mt={24}
      label={label(field)}
      checked={typeof value === 'boolean' ? value : field.otherwise}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

function NumberOption({ field, value, onChange }: Of<'number'>) {
  const { label, auto } = useOptionWords();
  return (
    <NumberInput
      size="xs"
      label={label(field)}
      min={field.least}
      max={field.most}
      placeholder={auto}
      value={numberOrNull(value) ?? field.otherwise ?? ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  );
}

function TextOption({ field, value, onChange }: Of<'text'>) {
  const { label } = useOptionWords();
  const isLong = field.isLong === true;
  const Field = isLong ? Textarea : TextInput;
  return (
    <Field
      size="xs"
      label={label(field)}
      {...(isLong ? { autosize: true, minRows: 6, maxRows: 24 } : {})}
      value={textOf(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function ChoiceOption({ field, value, onChange }: Of<'choice'>) {
  const { label, choices } = useOptionWords();
  const chosen = textOf(value) || field.otherwise;
  return (
    <Select
      size="xs"
      label={label(field)}
      allowDeselect={false}
      data={choices(field.choices, [chosen])}
      value={chosen}
      onChange={(next) => next !== null && onChange(next)}
    />
  );
}

function ChoicesOption({ field, value, onChange }: Of<'choices'>) {
  const { label, choices, auto } = useOptionWords();
  const chosen = listOf(value).map(textOf);
  return (
    <MultiSelect
      size="xs"
      label={label(field)}
      hidePickedOptions
      {...(chosen.length === 0 ? { placeholder: auto } : {})}
      data={choices(field.choices, chosen)}
      value={chosen}
      onChange={onChange}
    />
  );
}
