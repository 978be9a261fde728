import { ActionIcon, Autocomplete, Button, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LogCatalogue } from '../../../api/log-catalogue.ts';
import formClasses from '../../../forms/form-frame.module.css';
import { pointer } from '../../../forms/pointer.ts';
import classes from '../templates/templates.module.css';
import { LOG_FORM, type LogCondition } from './log-form.ts';

const OPERATORS = ['=', '!=', '=~', '!~'] as const;
const MOST_SHOWN = 50;

interface Props {
  /** `streams`: labels of streams. `fields`: what the parser reads of lines. */
  readonly part: 'streams' | 'fields';
  readonly conditions: readonly LogCondition[];
  readonly names: readonly string[];
  readonly catalogue: LogCatalogue;
  /** Log query that values of fields are looked for in; '' for none. */
  readonly within: string;
  readonly errorAt: (field: string) => string | undefined;
  readonly change: (conditions: LogCondition[], field: string) => void;
}

/** Conditions on labels of streams, or on fields of lines, with what the tenant's data has. */
export function ConditionRows({ part, conditions, errorAt, change, ...known }: Props) {
  const { t } = useTranslation();
  const at = `${LOG_FORM}/${part}`;
  const error = errorAt(at);
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t(`logForm.${part}`)}</legend>
      <div className={formClasses.help}>{t(`logForm.${part}Help`)}</div>
      {conditions.map((condition, index) => (
        <ConditionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          key={index}
          {...known}
          part={part}
          what={t(`logForm.${part}Number`, { number: index + 1 })}
          condition={condition}
          labelError={errorAt(`${at}${pointer(index, 'label')}`)}
          valueError={errorAt(`${at}${pointer(index, 'value')}`)}
          change={(next) => change(conditions.with(index, next), at)}
          remove={() => change(conditions.toSpliced(index, 1), at)}
        />
      ))}
      {error !== undefined && <div className={formClasses.wrong}>{error}</div>}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => change([...conditions, { label: '', op: '=', value: '' }], at)}
      >
        {t('templates.addFilter')}
      </Button>
    </fieldset>
  );
}

interface RowProps extends Pick<Props, 'part' | 'names' | 'catalogue' | 'within'> {
  readonly what: string;
  readonly condition: LogCondition;
  readonly labelError: string | undefined;
  readonly valueError: string | undefined;
  readonly change: (condition: LogCondition) => void;
  readonly remove: () => void;
}

function ConditionRow({ what, condition, change, remove, ...props }: RowProps) {
  const { t } = useTranslation();
  const values = useValues(condition.label.trim(), props);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row inside the fieldset of all conditions
    <div className={classes.filter} role="group" aria-label={what}>
      <Autocomplete
        size="xs"
        aria-label={`${what}: ${t('templates.label')}`}
        data={[...props.names]}
        limit={MOST_SHOWN}
        value={condition.label}
        error={props.labelError}
        onChange={(label) => change({ ...condition, label })}
      />
      <Select
        size="xs"
        aria-label={`${what}: ${t('templates.operator')}`}
        allowDeselect={false}
        data={[...OPERATORS]}
        value={condition.op}
        onChange={(op) =>
          change({ ...condition, op: OPERATORS.find((each) => each === op) ?? condition.op })
        }
      />
      <Autocomplete
        className={classes.filterValue ?? ''}
        size="xs"
        aria-label={`${what}: ${t('templates.value')}`}
        data={[...values]}
        limit={MOST_SHOWN}
        value={condition.value}
        error={props.valueError}
        onChange={(value) => change({ ...condition, value })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={t('forms.remove', { what })}
        onClick={remove}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}

/** Those that the data has; none for a name that it has not, such as one half typed. */
function useValues(
  label: string,
  { part, names, catalogue, within }: Pick<RowProps, 'part' | 'names' | 'catalogue' | 'within'>,
): readonly string[] {
  const isKnown = names.includes(label);
  const ofStreams = useQuery({
    ...catalogue.values(label),
    enabled: part === 'streams' && isKnown,
  });
  const ofFields = useQuery({
    ...catalogue.fieldValues(label, within),
    enabled: part === 'fields' && isKnown && within !== '',
  });
  return [...new Set((part === 'streams' ? ofStreams : ofFields).data ?? [])];
}
