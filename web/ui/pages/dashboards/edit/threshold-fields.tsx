import { ActionIcon, Button, NumberInput, SegmentedControl } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { inCurrentForm } from '../../../../../dashboards/edit/panel-json.ts';
import {
  addStep,
  changeStep,
  thresholdMode,
  thresholdSteps,
} from '../../../../../dashboards/edit/thresholds.ts';
import { ColourField } from './colour-field.tsx';
import classes from './edit.module.css';
import type { PanelFieldsProps } from './panel-fields-props.ts';

const PATH = ['fieldConfig', 'defaults', 'thresholds'] as const;
const MODES = ['absolute', 'percentage'] as const;

/** Levels with their colours. */
export function ThresholdFields({ panel: given, onField }: PanelFieldsProps) {
  const { t } = useTranslation();
  const panel = useMemo(() => inCurrentForm(given), [given]);
  const steps = thresholdSteps(panel);
  return (
    <details className={classes.group} open={steps.length > 0}>
      <summary>{t('boards.levels.title')}</summary>
      <div className={classes.lines}>
        {steps.map(({ value, colour }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: levels have no identity but their place
          <div key={index} className={classes.line}>
            {index === 0 ? (
              <span className="dimmed small">{t('boards.levels.base')}</span>
            ) : (
              <LevelValue
                value={value}
                label={t('boards.levels.value', { number: index })}
                onChange={(next) => onField(PATH, changeStep(panel, index, { value: next }))}
              />
            )}
            <ColourField
              label={t('boards.levels.colour', { number: index })}
              colour={colour}
              onChange={(next) => onField(PATH, changeStep(panel, index, { colour: next }))}
            />
            <ActionIcon
              size={28}
              variant="subtle"
              color="gray"
              aria-label={t('boards.levels.remove', { number: index })}
              disabled={index === 0 && steps.length > 1}
              onClick={() => onField(PATH, changeStep(panel, index, null))}
            >
              <IconX size={15} />
            </ActionIcon>
          </div>
        ))}
        {steps.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t('boards.levels.mode')}
            data={MODES.map((mode) => ({ value: mode, label: t(`boards.levels.modes.${mode}`) }))}
            value={thresholdMode(panel)}
            onChange={(mode) => onField([...PATH, 'mode'], mode)}
          />
        )}
        <div>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() => onField(PATH, addStep(panel))}
          >
            {t('boards.levels.add')}
          </Button>
        </div>
      </div>
    </details>
  );
}

/** Told when it is left: levels are put in their order then. */
function LevelValue({
  value,
  label,
  onChange,
}: {
  readonly value: number | null;
  readonly label: string;
  readonly onChange: (value: number) => void;
}) {
  return (
    <NumberInput
      key={value}
      size="xs"
      aria-label={label}
      defaultValue={value ?? ''}
      onBlur={(event) => {
        const text = event.currentTarget.value.trim();
        const next = Number(text);
        if (text !== '' && Number.isFinite(next) && next !== value) onChange(next);
      }}
    />
  );
}
