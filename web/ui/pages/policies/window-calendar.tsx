import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { pointer } from '../../forms/pointer.ts';
import classes from './policies.module.css';
import type { WindowProps } from './window-props.ts';

const MONTHS = Array.from({ length: 12 }, (_, index) => String(index + 1));

/** Days of the month, months and the zone of a window. */
export function WindowCalendar({ window, index, errorAt, onBlur, onChange }: WindowProps) {
  const { t, i18n } = useTranslation();
  const zones = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone')], []);
  const known = zones.includes(window.zone) ? zones : [...zones, window.zone];
  const daysAt = pointer('windows', index, 'monthDays');
  const zoneAt = pointer('windows', index, 'zone');
  const monthName = new Intl.DateTimeFormat(i18n.language, { month: 'long', timeZone: 'UTC' });
  return (
    <>
      <div className={classes.two}>
        <TextInput
          size="xs"
          label={t('policies.window.monthDays')}
          placeholder={t('policies.window.any')}
          description={t('policies.window.monthDaysHelp')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={window.monthDays}
          error={errorAt(daysAt)}
          onBlur={() => onBlur(daysAt)}
          onChange={(event) =>
            onChange({ ...window, monthDays: event.currentTarget.value }, daysAt)
          }
        />
        <MultiSelect
          size="xs"
          label={t('policies.window.months')}
          placeholder={window.months.length === 0 ? t('policies.window.any') : ''}
          data={MONTHS.map((month) => ({
            value: month,
            label: monthName.format(Date.UTC(2000, Number(month) - 1)),
          }))}
          value={window.months.map(String)}
          onChange={(chosen) =>
            onChange({ ...window, months: chosen.map(Number) }, pointer('windows', index, 'months'))
          }
        />
      </div>
      <Select
        size="xs"
        label={t('policies.window.zone')}
        searchable
        limit={100}
        allowDeselect={false}
        data={[...new Set(known)]}
        value={window.zone}
        error={errorAt(zoneAt)}
        onChange={(zone) => onChange({ ...window, zone: zone ?? window.zone }, zoneAt)}
      />
    </>
  );
}
