import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { REFRESHES, UNITS, type UnitChoice } from './explore-state.ts';

export function UnitSelect({
  unit,
  onChange,
}: {
  readonly unit: UnitChoice;
  readonly onChange: (unit: UnitChoice) => void;
}) {
  const { t } = useTranslation();
  return (
    <Select
      size="xs"
      w={150}
      aria-label={t('explore.unit.label')}
      allowDeselect={false}
      value={unit}
      data={UNITS.map((value) => ({ value, label: t(`explore.unit.${value}`) }))}
      onChange={(value) => {
        const chosen = UNITS.find((each) => each === value);
        if (chosen !== undefined) onChange(chosen);
      }}
    />
  );
}

export function RefreshSelect({
  refresh,
  onChange,
}: {
  readonly refresh: string | undefined;
  readonly onChange: (refresh: string | undefined) => void;
}) {
  const { t } = useTranslation();
  return (
    <Select
      size="xs"
      w={130}
      aria-label={t('explore.refresh.label')}
      allowDeselect={false}
      value={refresh ?? 'off'}
      data={[
        { value: 'off', label: t('explore.refresh.off') },
        ...REFRESHES.map((value) => ({
          value,
          label: t('explore.refresh.every', { interval: value }),
        })),
      ]}
      onChange={(value) => onChange(REFRESHES.find((each) => each === value))}
    />
  );
}
