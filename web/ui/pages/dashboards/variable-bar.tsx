import { MultiSelect, type MultiSelectProps, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Variable } from '../../../../dashboards/model/dashboard.ts';
import type { ResolvedVariable } from '../../../../dashboards/variables/resolve-variables.ts';
import { useChangeSearch } from '../../scope/use-place.ts';
import classes from './dashboards.module.css';
import { FilterField } from './filter-field.tsx';

const ALL = '$__all';
/** More than anybody reads through; typing narrows them. */
const MOST_OPTIONS = 1_000;

/** What can be chosen for the variables of a dashboard; it stands in the address. */
export function VariableBar({ variables }: { readonly variables: readonly ResolvedVariable[] }) {
  const shown = variables.filter(({ variable, options }) =>
    // Which cluster is seen is shown whatever the dashboard says.
    variable.kind === 'datasource' ? options.length > 1 : variable.hides !== 'variable',
  );
  if (shown.length === 0) return null;
  return (
    <div className={classes.variables}>
      {shown.map((one) => (
        <VariableField key={one.variable.name} resolved={one} />
      ))}
    </div>
  );
}

function VariableField({ resolved }: { readonly resolved: ResolvedVariable }) {
  const { t } = useTranslation();
  const change = useChangeSearch();
  const { variable, options, selected, problem } = resolved;
  const { name, kind } = variable;
  const set = (values: readonly string[]) => change({ [`var-${name}`]: values });
  const common = { ...namesOf(variable), ...{ error: problem, title: variable.description } };
  const data = options.slice(0, MOST_OPTIONS).map(({ value, text }) => {
    return { value, label: value === ALL ? t('dashboards.all') : text };
  });
  switch (kind) {
    case 'query':
    case 'custom':
      return (
        <ChoiceField
          common={common}
          data={variable.hasAll ? [{ value: ALL, label: t('dashboards.all') }, ...data] : data}
          isMulti={variable.isMulti}
          selected={selected}
          onChange={set}
        />
      );
    case 'interval':
    case 'datasource':
      return (
        <Select
          size="xs"
          {...common}
          allowDeselect={false}
          data={data}
          value={selected[0] ?? null}
          onChange={(value) => value !== null && set([value])}
        />
      );
    case 'text':
      return (
        <TextInput
          size="xs"
          {...common}
          defaultValue={selected[0] ?? ''}
          onBlur={(event) => set([event.currentTarget.value])}
        />
      );
    case 'adhoc':
      return (
        <FilterField
          label={variable.label === '' ? name : variable.label}
          hidesLabel={variable.hides === 'label'}
          selected={selected}
          onChange={set}
        />
      );
    case 'constant':
      return null;
    default:
      return kind satisfies never;
  }
}

/** How a field is named; a hidden name is read out all the same. */
export function namesOf({
  name,
  label,
  hides,
}: Pick<Variable, 'name' | 'label' | 'hides'>): { label: string } | { 'aria-label': string } {
  const shown = label === '' ? name : label;
  return hides === 'label' ? { 'aria-label': shown } : { label: shown };
}

interface ChoiceProps {
  readonly common: Pick<MultiSelectProps, 'size' | 'label' | 'aria-label' | 'error' | 'title'>;
  readonly data: readonly { readonly value: string; readonly label: string }[];
  readonly isMulti: boolean;
  readonly selected: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
}

function ChoiceField({ common, data, isMulti, selected, onChange }: ChoiceProps) {
  if (!isMulti) {
    return (
      <Select
        size="xs"
        {...common}
        searchable
        allowDeselect={false}
        data={data}
        value={selected[0] ?? null}
        onChange={(value) => value !== null && onChange([value])}
      />
    );
  }
  return (
    <MultiSelect
      size="xs"
      {...common}
      searchable
      hidePickedOptions
      data={data}
      value={[...selected]}
      onChange={(next) => onChange(afterChoice(selected, next))}
    />
  );
}

/** "All" stands alone: whoever chooses it, or something beside it, leaves the other. Nothing is all. */
export function afterChoice(before: readonly string[], next: readonly string[]): readonly string[] {
  if (next.length === 0) return [ALL];
  if (!next.includes(ALL)) return next;
  return before.includes(ALL) ? next.filter((value) => value !== ALL) : [ALL];
}
