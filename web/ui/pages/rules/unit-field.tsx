import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { UNIT_NAMES, UNITS, type UnitName } from '../../../../queries/templates/units.data.ts';
import classes from './rule-editor.module.css';

/** The unit of what a typed expression gives, in which its thresholds are then written. */
export function UnitField({
  unit,
  error,
  onChange,
}: {
  readonly unit: UnitName | null;
  readonly error: string | undefined;
  readonly onChange: (unit: UnitName | null) => void;
}) {
  const { t } = useTranslation();
  return (
    <Select
      label={t('rules.editor.unit')}
      description={t('rules.editor.unitHelp')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      classNames={{ wrapper: classes.interval ?? '' }}
      placeholder={t('rules.editor.unitNone')}
      clearable
      searchable
      data={UNIT_NAMES.map((value) => ({ value, label: UNITS[value].plain }))}
      value={unit}
      error={error}
      onChange={(chosen) => onChange(UNIT_NAMES.find((name) => name === chosen) ?? null)}
    />
  );
}
