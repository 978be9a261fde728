import { ActionIcon, Autocomplete, Button, Group, Popover, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AdHocFilter,
  printFilter,
  readFilters,
} from '../../../../dashboards/variables/filter-query.ts';
import { catalogueQueries } from '../../api/series-catalogue.ts';
import { useServices } from '../../app/services.ts';
import { usePlace } from '../../scope/use-place.ts';
import classes from './dashboards.module.css';

const OPERATORS = ['=', '!=', '=~', '!~'] as const;
/** An address without a value would take the dashboard's own filters. */
const NONE = [''];

/** The filters by label that a reader lays over every query of a dashboard. */
export function FilterField({
  label,
  hidesLabel,
  selected,
  onChange,
}: {
  readonly label: string;
  /** For who sees the field; it is read out all the same. */
  readonly hidesLabel: boolean;
  /** `job|=|checkout`. */
  readonly selected: readonly string[];
  readonly onChange: (selected: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const [isOpen, { open, close }] = useDisclosure();
  const filters = readFilters(selected);
  const write = (next: readonly AdHocFilter[]) =>
    onChange(next.length === 0 ? NONE : next.map(printFilter));
  return (
    <fieldset className={classes.filters}>
      <legend className={hidesLabel ? 'visually-hidden' : undefined}>{label}</legend>
      {filters.map((filter, index) => (
        <SetFilter
          key={textOf(filter)}
          text={textOf(filter)}
          onRemove={() => write(filters.filter((_, at) => at !== index))}
        />
      ))}
      <Popover opened={isOpen} onChange={close} position="bottom-start" trapFocus shadow="md">
        <Popover.Target>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} />}
            onClick={open}
          >
            {t('boards.filter.add')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          {isOpen && (
            <NewFilter
              onAdd={(filter) => {
                close();
                write([...filters, filter]);
              }}
            />
          )}
        </Popover.Dropdown>
      </Popover>
    </fieldset>
  );
}

function textOf({ label, operator, value }: AdHocFilter): string {
  return `${label} ${operator} ${value}`;
}

function SetFilter({ text, onRemove }: { readonly text: string; readonly onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <span className={`${classes.filter} mono`}>
      {text}
      <ActionIcon
        size={18}
        variant="subtle"
        color="gray"
        aria-label={t('forms.remove', { what: text })}
        onClick={onRemove}
      >
        <IconX size={12} />
      </ActionIcon>
    </span>
  );
}

function NewFilter({ onAdd }: { readonly onAdd: (filter: AdHocFilter) => void }) {
  const { t } = useTranslation();
  const { readPrometheus } = useServices();
  const { scope } = usePlace();
  const catalogue = catalogueQueries(readPrometheus, scope);
  const [filter, setFilter] = useState<AdHocFilter>({ label: '', operator: '=', value: '' });
  const labels = useQuery(catalogue.labels());
  const values = useQuery({ ...catalogue.values(filter.label), enabled: filter.label !== '' });
  const set = (change: Partial<AdHocFilter>) => setFilter({ ...filter, ...change });
  const inside = { comboboxProps: { withinPortal: false }, size: 'xs', limit: 50 } as const;
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <Autocomplete
        {...inside}
        w={150}
        label={t('boards.filter.label')}
        data={[...(labels.data ?? [])].filter((name) => name !== '__name__')}
        value={filter.label}
        onChange={(label) => set({ label })}
      />
      <Select
        size="xs"
        w={70}
        comboboxProps={{ withinPortal: false }}
        aria-label={t('boards.filter.operator')}
        allowDeselect={false}
        data={[...OPERATORS]}
        value={filter.operator}
        onChange={(value) => set({ operator: OPERATORS.find((each) => each === value) ?? '=' })}
      />
      <Autocomplete
        {...inside}
        w={170}
        label={t('boards.filter.value')}
        data={[...(values.data ?? [])]}
        value={filter.value}
        onChange={(value) => set({ value })}
      />
      <Button size="xs" disabled={filter.label === ''} onClick={() => onAdd(filter)}>
        {t('boards.filter.take')}
      </Button>
    </Group>
  );
}
