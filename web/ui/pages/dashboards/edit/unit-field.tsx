import { getValueFormats } from '@grafana/data';
import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Grafana's units by what they measure; others can be written in JSON. */
export function UnitField({
  unit,
  label,
  onChange,
}: {
  readonly unit: string;
  /** Absent: it stands above the field as "Unit". */
  readonly label?: string;
  readonly onChange: (unit: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const data = useMemo(() => unitChoices(unit), [unit]);
  return (
    <Select
      size="xs"
      {...(label === undefined ? { label: t('boards.look.unit') } : { 'aria-label': label })}
      placeholder={t('boards.look.auto')}
      clearable
      searchable
      limit={80}
      data={data}
      value={unit === '' ? null : unit}
      onChange={(value) => onChange(value ?? undefined)}
    />
  );
}

function unitChoices(unit: string) {
  const seen = new Set<string>();
  const groups = getValueFormats().map(({ text, submenu }) => ({
    group: text,
    items: submenu.flatMap(({ text: label, value }) => {
      if (seen.has(value)) return [];
      seen.add(value);
      return [{ value, label: label === value ? label : `${label} · ${value}` }];
    }),
  }));
  if (unit === '' || seen.has(unit)) return groups;
  return [{ group: '', items: [{ value: unit, label: unit }] }, ...groups];
}
