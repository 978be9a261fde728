import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { changeElement } from '../../../../../dashboards/edit/change-at.ts';
import {
  firstValue,
  isKnownProperty,
  type KnownProperty,
  MATCHERS,
  matcherOf,
  newOverride,
  overridesIn,
  PROPERTIES,
  propertiesOf,
  withMatcher,
  withProperty,
} from '../../../../../dashboards/edit/overrides.ts';
import { inCurrentForm } from '../../../../../dashboards/edit/panel-json.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';
import classes from './edit.module.css';
import type { PanelFieldsProps } from './panel-fields-props.ts';
import { PropertyField } from './property-field.tsx';

const PATH = ['fieldConfig', 'overrides'] as const;

/** What each property is called in the texts, where a dot divides. */
const WORDS = {
  displayName: 'displayName',
  unit: 'unit',
  decimals: 'decimals',
  min: 'min',
  max: 'max',
  noValue: 'noValue',
  color: 'color',
  thresholds: 'thresholds',
  'custom.lineStyle': 'lineStyle',
  'custom.lineWidth': 'lineWidth',
  'custom.fillOpacity': 'fillOpacity',
  'custom.drawStyle': 'drawStyle',
  'custom.axisPlacement': 'axisPlacement',
  'custom.width': 'width',
  'custom.hidden': 'hidden',
} as const satisfies Readonly<Record<KnownProperty, string>>;

/** What is otherwise for single fields than for the panel. */
export function OverrideFields({ panel: given, onField }: PanelFieldsProps) {
  const { t } = useTranslation();
  const panel = useMemo(() => inCurrentForm(given), [given]);
  const overrides = overridesIn(panel);
  const write = (next: readonly JsonRecord[]) => onField(PATH, next);
  return (
    <details className={classes.group} open={overrides.length > 0}>
      <summary>{t('boards.override.title')}</summary>
      <div className={classes.lines}>
        {overrides.map((override, index) => (
          <OverrideLine
            // biome-ignore lint/suspicious/noArrayIndexKey: overrides have no identity but their place
            key={index}
            override={override}
            number={index + 1}
            onChange={(next) => write(changeElement(overrides, index, () => next))}
          />
        ))}
        <div>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() => write([...overrides, newOverride()])}
          >
            {t('boards.override.add')}
          </Button>
        </div>
      </div>
    </details>
  );
}

interface OverrideLineProps {
  readonly override: JsonRecord;
  readonly number: number;
  /** Null: it is taken away. */
  readonly onChange: (override: JsonRecord | null) => void;
}

function OverrideLine({ override, number, onChange }: OverrideLineProps) {
  const { t } = useTranslation();
  const properties = propertiesOf(override);
  const open = (Object.keys(PROPERTIES) as KnownProperty[]).filter(
    (id) => !properties.some((each) => each.id === id),
  );
  return (
    <section className={classes.query} aria-label={t('boards.override.label', { number })}>
      <MatcherLine override={override} number={number} onChange={onChange} />
      {properties.map(({ id, kind, value }) => (
        <div key={id} className={classes.property} data-wide={kind === 'levels' || kind === 'json'}>
          <span className="small">
            {isKnownProperty(id) ? t(`boards.override.property.${WORDS[id]}`) : id}
          </span>
          <PropertyField
            kind={kind}
            value={value}
            label={`${t('boards.override.label', { number })}: ${
              isKnownProperty(id) ? t(`boards.override.property.${WORDS[id]}`) : id
            }`}
            onChange={(next) => onChange(withProperty(override, id, next))}
          />
          <ActionIcon
            size={28}
            variant="subtle"
            color="gray"
            aria-label={t('boards.override.removeProperty', { number, name: id })}
            onClick={() => onChange(withProperty(override, id, undefined))}
          >
            <IconX size={15} />
          </ActionIcon>
        </div>
      ))}
      <Select
        size="xs"
        searchable
        aria-label={t('boards.override.addProperty', { number })}
        placeholder={t('boards.override.say')}
        data={open.map((id): { value: string; label: string } => ({
          value: id,
          label: t(`boards.override.property.${WORDS[id]}`),
        }))}
        value={null}
        onChange={(id) => {
          if (id !== null && isKnownProperty(id))
            onChange(withProperty(override, id, firstValue(id)));
        }}
      />
    </section>
  );
}

const TYPES = ['number', 'string', 'time', 'boolean'];

function MatcherLine({ override, number, onChange }: OverrideLineProps) {
  const { t } = useTranslation();
  const { kind, id, text } = matcherOf(override);
  const label = t('boards.override.fields', { number });
  return (
    <div className={classes.line}>
      <Select
        size="xs"
        aria-label={t('boards.override.matcher', { number })}
        allowDeselect={false}
        data={[
          ...MATCHERS.map((value): { value: string; label: string } => ({
            value,
            label: t(`boards.override.by.${value}`),
          })),
          ...(kind === null ? [{ value: id, label: id }] : []),
        ]}
        value={id}
        onChange={(value) => {
          const chosen = MATCHERS.find((each) => each === value);
          if (chosen !== undefined) onChange(withMatcher(override, chosen, text));
        }}
      />
      {kind === 'byType' && (
        <Select
          size="xs"
          aria-label={label}
          data={TYPES}
          value={text}
          onChange={(value) => value !== null && onChange(withMatcher(override, kind, value))}
        />
      )}
      {kind !== null && kind !== 'byType' && (
        <TextInput
          key={`${kind} ${text}`}
          size="xs"
          aria-label={label}
          placeholder={t(`boards.override.hint.${kind}`)}
          defaultValue={text}
          onBlur={(event) => {
            const next = event.currentTarget.value;
            if (next !== text) onChange(withMatcher(override, kind, next));
          }}
        />
      )}
      <ActionIcon
        size={28}
        variant="subtle"
        color="gray"
        aria-label={t('boards.override.remove', { number })}
        onClick={() => onChange(null)}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
