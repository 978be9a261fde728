import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeAt, valueAt } from '../../../../../dashboards/edit/change-at.ts';
import {
  fixedColour,
  LINE_STYLES,
  lineStyle,
  type PropertyKind,
} from '../../../../../dashboards/edit/overrides.ts';
import {
  isRecord,
  numberOrNull,
  recordOf,
  textOf,
} from '../../../../../dashboards/import/read-json.ts';
import { ColourField } from './colour-field.tsx';
import classes from './edit.module.css';
import { JsonValueField } from './json-value-field.tsx';
import { ThresholdFields } from './threshold-fields.tsx';
import { UnitField } from './unit-field.tsx';

const DRAWS = ['line', 'bars', 'points'] as const;
const AXES = ['auto', 'left', 'right', 'hidden'] as const;

export interface PropertyFieldProps {
  readonly kind: PropertyKind;
  readonly value: unknown;
  readonly label: string;
  readonly onChange: (value: unknown) => void;
}

/** The value of one property of an override. */
export function PropertyField({ kind, value, label, onChange }: PropertyFieldProps) {
  switch (kind) {
    case 'text':
      return (
        <TextInput
          size="xs"
          aria-label={label}
          value={textOf(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <NumberInput
          size="xs"
          aria-label={label}
          value={numberOrNull(value) ?? ''}
          onChange={(next) => typeof next === 'number' && onChange(next)}
        />
      );
    case 'unit':
      return (
        <UnitField unit={textOf(value)} label={label} onChange={(unit) => onChange(unit ?? '')} />
      );
    case 'colour':
      return (
        <ColourField
          label={label}
          colour={fixedColour(value)}
          onChange={(fixedColor) => onChange({ mode: 'fixed', fixedColor })}
        />
      );
    case 'levels':
      return <Levels value={value} label={label} onChange={onChange} />;
    case 'line':
    case 'draw':
    case 'axis':
      return <Choice kind={kind} value={value} label={label} onChange={onChange} />;
    case 'flag':
      return (
        <Switch
          size="xs"
          aria-label={label}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'json':
      return <JsonValueField label={label} value={value} onChange={onChange} />;
    default:
      return kind satisfies never;
  }
}

/** One of some words. */
function Choice({
  kind,
  value,
  label,
  onChange,
}: PropertyFieldProps & { readonly kind: 'line' | 'draw' | 'axis' }) {
  const { t } = useTranslation();
  const data: readonly { readonly value: string; readonly label: string }[] =
    kind === 'line'
      ? LINE_STYLES.map((one) => ({ value: one, label: t(`boards.override.line.${one}`) }))
      : kind === 'draw'
        ? DRAWS.map((one) => ({ value: one, label: t(`boards.override.draw.${one}`) }))
        : AXES.map((one) => ({ value: one, label: t(`boards.override.axis.${one}`) }));
  const now = kind === 'line' ? textOf(recordOf(value).fill) || 'solid' : textOf(value);
  return (
    <Select
      size="xs"
      aria-label={label}
      allowDeselect={false}
      data={data}
      value={now}
      onChange={(next) => {
        const style = LINE_STYLES.find((one) => one === next);
        if (next !== null)
          onChange(kind === 'line' && style !== undefined ? lineStyle(style) : next);
      }}
    />
  );
}

const LEVELS = ['fieldConfig', 'defaults', 'thresholds'] as const;

/** The same fields as those of the panel's levels. */
function Levels({ value, label, onChange }: Omit<PropertyFieldProps, 'kind'>) {
  const panel = changeAt({ type: 'timeseries' }, LEVELS, recordOf(value));
  return (
    <fieldset className={classes.bare} aria-label={label}>
      <ThresholdFields
        board={{}}
        panel={panel}
        onChange={() => undefined}
        onField={(path, next) => {
          const changed = valueAt(changeAt(panel, path, next), LEVELS);
          if (isRecord(changed)) onChange(changed);
        }}
      />
    </fieldset>
  );
}
