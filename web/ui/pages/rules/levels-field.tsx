import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { UnitName } from '../../../../queries/templates/units.data.ts';
import { OPERATORS } from '../../../contract/rules.ts';
import formClasses from '../../forms/form-frame.module.css';
import { pointer } from '../../forms/pointer.ts';
import { useLadder } from '../../severity/ladder.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import classes from './rule-editor.module.css';
import { type LevelForm, nextLevel } from './rule-form.ts';
import { ThresholdInput } from './templates/threshold-input.tsx';

const MOST_LEVELS = 10;

interface Props {
  readonly levels: readonly LevelForm[];
  /** Of the values that thresholds are compared with; undefined: plain numbers. */
  readonly unit: UnitName | undefined;
  readonly errorAt: (field: string) => string | undefined;
  readonly onBlur: (field: string) => void;
  readonly onChange: (levels: readonly LevelForm[], field: string) => void;
}

/** The levels of a rule, most severe first. */
export function LevelsField({ levels, unit, errorAt, onBlur, onChange }: Props) {
  const { t } = useTranslation();
  const ladder = useLadder();
  const error = errorAt('/levels');
  const moveUp = (index: number) => {
    const moved = levels.toSpliced(index, 1);
    const level = levels[index];
    if (level !== undefined) onChange(moved.toSpliced(index - 1, 0, level), '/levels');
  };
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('rules.editor.levels')}</legend>
      <div className={formClasses.help}>{t('rules.editor.levelsHelp')}</div>
      <div className={classes.levels}>
        {levels.map((level, index) => (
          <LevelRow
            // biome-ignore lint/suspicious/noArrayIndexKey: levels have no identity but their place
            key={index}
            index={index}
            level={level}
            unit={unit}
            errorAt={errorAt}
            onBlur={onBlur}
            onChange={(next, field) => onChange(levels.with(index, next), field)}
            onMoveUp={() => moveUp(index)}
            onRemove={() => onChange(levels.toSpliced(index, 1), '/levels')}
          />
        ))}
      </div>
      {error !== undefined && <div className={formClasses.wrong}>{error}</div>}
      {levels.length < MOST_LEVELS && (
        <Button
          mt={6}
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...levels, nextLevel(levels, ladder)], '/levels')}
        >
          {t('rules.editor.addLevel')}
        </Button>
      )}
    </fieldset>
  );
}

interface RowProps extends Omit<Props, 'levels' | 'onChange'> {
  readonly index: number;
  readonly level: LevelForm;
  readonly onChange: (level: LevelForm, field: string) => void;
  readonly onMoveUp: () => void;
  readonly onRemove: () => void;
}

function LevelRow(props: RowProps) {
  const { t } = useTranslation();
  const number = props.index + 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row inside the fieldset of all levels
    <div className={classes.level} role="group" aria-label={t('rules.editor.level', { number })}>
      <LevelChoices {...props} />
      <LevelThreshold {...props} />
      <LevelText {...props} name="for" />
      <LevelText {...props} name="keepFiringFor" />
      <LevelWays {...props} />
    </div>
  );
}

function LevelChoices({ index, level, errorAt, onChange }: RowProps) {
  const { t } = useTranslation();
  const ladder = useLadder();
  const severityAt = pointer('levels', index, 'severity');
  const operatorAt = pointer('levels', index, 'operator');
  const severities = ladder.includes(level.severity) ? ladder : [...ladder, level.severity];
  return (
    <>
      <Select
        size="xs"
        label={t('rules.editor.severity')}
        allowDeselect={false}
        data={severities.filter((severity) => severity !== '')}
        value={level.severity}
        renderOption={({ option }) => <SeverityBadge severity={option.value} />}
        error={errorAt(severityAt)}
        onChange={(severity) => onChange({ ...level, severity: severity ?? '' }, severityAt)}
      />
      <Select
        size="xs"
        label={t('rules.editor.operator')}
        allowDeselect={false}
        data={[...OPERATORS, { value: '', label: t('rules.editor.byItself') }]}
        value={level.operator}
        error={errorAt(operatorAt)}
        onChange={(chosen) => {
          const operator = OPERATORS.find((each) => each === chosen) ?? '';
          onChange({ ...level, operator }, operatorAt);
        }}
      />
    </>
  );
}

function LevelThreshold(props: RowProps) {
  const { t } = useTranslation();
  const { index, level, unit, errorAt, onBlur, onChange } = props;
  if (unit === undefined) return <LevelText {...props} name="threshold" />;
  const field = pointer('levels', index, 'threshold');
  return (
    <ThresholdInput
      size="xs"
      unit={unit}
      label={t('rules.editor.threshold')}
      value={level.threshold}
      disabled={level.operator === ''}
      error={errorAt(field) && t('templates.invalidQuantity', { example: EXAMPLES[unit] ?? '5' })}
      onBlur={() => onBlur(field)}
      onChange={(threshold) => onChange({ ...level, threshold }, field)}
    />
  );
}

const EXAMPLES: Partial<Readonly<Record<UnitName, string>>> = {
  ratio: '80 %',
  bytes: '500 MiB',
  bytes_per_second: '10 MiB/s',
  seconds: '90 min',
};

function LevelText({
  index,
  level,
  name,
  errorAt,
  onBlur,
  onChange,
}: RowProps & { readonly name: 'threshold' | 'for' | 'keepFiringFor' }) {
  const { t } = useTranslation();
  const field = pointer('levels', index, name);
  return (
    <TextInput
      size="xs"
      label={t(`rules.editor.${name}`)}
      inputMode={name === 'threshold' ? 'decimal' : 'text'}
      value={level[name]}
      disabled={name === 'threshold' && level.operator === ''}
      error={
        errorAt(field) ?? (name === 'for' ? errorAt(pointer('levels', index, 'checks')) : undefined)
      }
      onBlur={() => onBlur(field)}
      onChange={(event) => onChange({ ...level, [name]: event.currentTarget.value }, field)}
    />
  );
}

function LevelWays({ index, onMoveUp, onRemove }: RowProps) {
  const { t } = useTranslation();
  const number = index + 1;
  return (
    <div className={classes.levelWays}>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={index === 0}
        aria-label={t('rules.editor.moveUp', { number })}
        onClick={onMoveUp}
      >
        <IconArrowUp size={15} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('forms.remove', { what: t('rules.editor.level', { number }) })}
        onClick={onRemove}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
