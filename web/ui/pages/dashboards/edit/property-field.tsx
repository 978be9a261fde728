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
  const { t } = useTranslation();
  const choice = <T extends string>(
    all: readonly T[],
    now: string,
    wordsOf: (one: T) => string,
    take: (one: T) => void,
  ) => (
    <Select
      size="xs"
      aria-label={label}
      allowDeselect={false}
      data={all.map((one): { value: string; label: string } => ({
        value: one,
        label: wordsOf(one),
      }))}
      value={now}
      onChange={(next) => {
        const chosen = all.find((one) => one === next);
        if (chosen !== undefined) take(chosen);
      }}
    />
  );
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
      return choice(
        LINE_STYLES,
        textOf(recordOf(value).fill) || 'solid',
        (one) => t(`boards.override.line.${one}`),
        (one) => onChange(lineStyle(one)),
      );
    case 'draw':
      return choice(DRAWS, textOf(value), (one) => t(`boards.override.draw.${one}`), onChange);
    case 'axis':
      return choice(AXES, textOf(value), (one) => t(`boards.override.axis.${one}`), onChange);
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
