import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { variablesOf } from '../../../../../dashboards/edit/sources.ts';
import { textOf } from '../../../../../dashboards/import/read-json.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';

/** The variable that a panel or row is repeated for; undefined for none. */
export function RepeatField({
  board,
  value,
  onChange,
}: {
  readonly board: JsonRecord;
  readonly value: string;
  readonly onChange: (variable: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const names = variablesOf(board)
    .filter(({ type }) => type === 'query' || type === 'custom')
    .map(({ name }) => textOf(name));
  const data = value === '' || names.includes(value) ? names : [...names, value];
  return (
    <Select
      size="xs"
      clearable
      label={t('boards.panel.repeat')}
      description={t('boards.panel.repeatHelp')}
      placeholder={t('boards.panel.repeatNone')}
      data={[...new Set(data)]}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}
