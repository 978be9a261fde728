import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { valueAt } from '../../../../../dashboards/edit/change-at.ts';
import {
  MAPPING_KINDS,
  type MappingRow,
  mappingRows,
  newMapping,
  printMappings,
} from '../../../../../dashboards/edit/mappings.ts';
import { inCurrentForm } from '../../../../../dashboards/edit/panel-json.ts';
import { ColourField } from './colour-field.tsx';
import classes from './edit.module.css';
import type { PanelFieldsProps } from './panel-fields-props.ts';

const PATH = ['fieldConfig', 'defaults', 'mappings'] as const;
const SPECIALS = ['null', 'nan', 'null+nan', 'true', 'false', 'empty'];

/** Texts and colours for values, ranges, patterns and what is special. */
export function MappingFields({ panel: given, onField }: PanelFieldsProps) {
  const { t } = useTranslation();
  const panel = useMemo(() => inCurrentForm(given), [given]);
  const rows = mappingRows(valueAt(panel, PATH));
  const write = (next: readonly MappingRow[]) => onField(PATH, printMappings(next));
  return (
    <details className={classes.group} open={rows.length > 0}>
      <summary>{t('boards.mapping.title')}</summary>
      <div className={classes.lines}>
        {rows.map((row, index) => (
          <MappingLine
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
            key={index}
            row={row}
            number={index + 1}
            onChange={(next) =>
              write(
                rows.flatMap((each, at) => (at !== index ? [each] : next === null ? [] : [next])),
              )
            }
          />
        ))}
        <div>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() => write([...rows, newMapping()])}
          >
            {t('boards.mapping.add')}
          </Button>
        </div>
      </div>
    </details>
  );
}

function MappingLine({
  row,
  number,
  onChange,
}: {
  readonly row: MappingRow;
  readonly number: number;
  readonly onChange: (row: MappingRow | null) => void;
}) {
  const { t } = useTranslation();
  const set = (change: Partial<MappingRow>) => onChange({ ...row, ...change });
  return (
    <div className={classes.query}>
      <div className={classes.line}>
        <Select
          size="xs"
          aria-label={t('boards.mapping.kind', { number })}
          allowDeselect={false}
          data={MAPPING_KINDS.map((value) => ({
            value,
            label: t(`boards.mapping.kinds.${value}`),
          }))}
          value={row.kind}
          onChange={(value) => {
            const kind = MAPPING_KINDS.find((each) => each === value);
            if (kind !== undefined)
              set({ kind, from: kind === 'special' ? 'null' : '', mapping: { type: kind } });
          }}
        />
        <MappingFrom row={row} number={number} set={set} />
        <ActionIcon
          size={28}
          variant="subtle"
          color="gray"
          aria-label={t('boards.mapping.remove', { number })}
          onClick={() => onChange(null)}
        >
          <IconX size={15} />
        </ActionIcon>
      </div>
      <div className={classes.line}>
        <TextInput
          size="xs"
          aria-label={t('boards.mapping.text', { number })}
          placeholder={t('boards.mapping.textHint')}
          value={row.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        <ColourField
          label={t('boards.mapping.colour', { number })}
          colour={row.colour}
          onChange={(colour) => set({ colour })}
        />
      </div>
    </div>
  );
}

function MappingFrom({
  row,
  number,
  set,
}: {
  readonly row: MappingRow;
  readonly number: number;
  readonly set: (change: Partial<MappingRow>) => void;
}) {
  const { t } = useTranslation();
  if (row.kind === 'special') {
    return (
      <Select
        size="xs"
        aria-label={t('boards.mapping.value', { number })}
        allowDeselect={false}
        data={SPECIALS}
        value={row.from}
        onChange={(from) => from !== null && set({ from })}
      />
    );
  }
  const field = (name: 'from' | 'to', label: string) => (
    <TextInput
      key={`${name} ${row[name]}`}
      size="xs"
      aria-label={label}
      defaultValue={row[name]}
      onBlur={(event) => {
        const text = event.currentTarget.value;
        if (text !== row[name]) set({ [name]: text });
      }}
    />
  );
  if (row.kind !== 'range') return field('from', t('boards.mapping.value', { number }));
  return (
    <>
      {field('from', t('boards.mapping.from', { number }))}
      {field('to', t('boards.mapping.to', { number }))}
    </>
  );
}
