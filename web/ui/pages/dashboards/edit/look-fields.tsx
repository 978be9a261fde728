import { NumberInput, Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type JsonPath, valueAt } from '../../../../../dashboards/edit/change-at.ts';
import { inCurrentForm } from '../../../../../dashboards/edit/panel-json.ts';
import { numberOrNull, textOf } from '../../../../../dashboards/import/read-json.ts';
import classes from './edit.module.css';
import type { PanelFieldsProps } from './panel-fields-props.ts';
import { UnitField } from './unit-field.tsx';

const DEFAULTS = ['fieldConfig', 'defaults'] as const;
const COLOUR_MODES = ['palette-classic', 'thresholds', 'fixed', 'continuous-GrYlRd'] as const;

/** Unit, decimals, bounds and colours of what is shown. */
export function LookFields({ panel: given, onField }: PanelFieldsProps) {
  const { t } = useTranslation();
  const panel = useMemo(() => inCurrentForm(given), [given]);
  const at = (name: string): JsonPath => [...DEFAULTS, name];
  const mode = textOf(valueAt(panel, [...DEFAULTS, 'color', 'mode']));
  return (
    <fieldset className={classes.group}>
      <legend className={classes.groupTitle}>{t('boards.look.title')}</legend>
      <UnitField
        unit={textOf(valueAt(panel, at('unit')))}
        onChange={(unit) => onField(at('unit'), unit)}
      />
      <div className={classes.two}>
        {(['decimals', 'min', 'max'] as const).map((name) => (
          <NumberInput
            key={name}
            size="xs"
            label={t(`boards.look.${name}`)}
            placeholder={t('boards.look.auto')}
            {...(name === 'decimals' ? { min: 0, max: 15, allowDecimal: false } : {})}
            value={numberOrNull(valueAt(panel, at(name))) ?? ''}
            onChange={(value) => onField(at(name), typeof value === 'number' ? value : undefined)}
          />
        ))}
        <TextInput
          size="xs"
          label={t('boards.look.noValue')}
          value={textOf(valueAt(panel, at('noValue')))}
          onChange={(event) => onField(at('noValue'), event.currentTarget.value || undefined)}
        />
        <Select
          size="xs"
          label={t('boards.look.colours')}
          clearable
          placeholder={t('boards.look.auto')}
          data={[
            ...COLOUR_MODES.map((value): { value: string; label: string } => ({
              value,
              label: t(`boards.look.colour.${value}`),
            })),
            ...(mode === '' || COLOUR_MODES.some((each) => each === mode)
              ? []
              : [{ value: mode, label: mode }]),
          ]}
          value={mode === '' ? null : mode}
          onChange={(value) => onField([...DEFAULTS, 'color', 'mode'], value ?? undefined)}
        />
      </div>
    </fieldset>
  );
}
