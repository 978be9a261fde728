import { ActionIcon, Select, Switch } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { changeElement, moveElement } from '../../../../../dashboards/edit/change-at.ts';
import { inCurrentForm } from '../../../../../dashboards/edit/panel-json.ts';
import {
  editedStep,
  newStep,
  readOptions,
  stepsIn,
  switched,
} from '../../../../../dashboards/edit/steps.ts';
import { KNOWN_STEPS } from '../../../../../dashboards/model/drawn-parts.data.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';
import { panelForms } from '../../../i18n/en/panel-forms.ts';
import classes from './edit.module.css';
import { JsonValueField } from './json-value-field.tsx';
import type { PanelFieldsProps } from './panel-fields-props.ts';

/** Other names of steps that are listed, and what does nothing. */
const UNLISTED: ReadonlySet<string> = new Set(['seriesToColumns', 'noop', 'order', 'rename']);

/** What is done with the answers before they are drawn, one step after the other. */
export function StepFields({ panel: given, onField }: PanelFieldsProps) {
  const { t } = useTranslation();
  const panel = useMemo(() => inCurrentForm(given), [given]);
  const steps = stepsIn(panel);
  const write = (next: readonly JsonRecord[]) => onField(['transformations'], next);
  return (
    <details className={classes.group} open={steps.length > 0}>
      <summary>{t('boards.step.title')}</summary>
      <div className={classes.lines}>
        {steps.map((step, index) => (
          <StepLine
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
            key={index}
            step={step}
            number={index + 1}
            isLast={index === steps.length - 1}
            onChange={(next) => write(changeElement(steps, index, () => next))}
            onMove={(by) => write(moveElement(steps, index, by))}
          />
        ))}
        <Select
          size="xs"
          searchable
          aria-label={t('boards.step.add')}
          placeholder={t('boards.step.add')}
          data={[...KNOWN_STEPS].filter((id) => !UNLISTED.has(id)).sort()}
          renderOption={({ option }) => <StepName id={option.value} />}
          value={null}
          onChange={(id) => id !== null && write([...steps, newStep(id)])}
        />
      </div>
    </details>
  );
}

type Described = keyof typeof panelForms.step.does;

const isDescribed = (id: string): id is Described => Object.hasOwn(panelForms.step.does, id);

function StepName({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  return (
    <span>
      {id} {isDescribed(id) && <span className="dimmed small">{t(`boards.step.does.${id}`)}</span>}
    </span>
  );
}

interface StepLineProps {
  readonly step: JsonRecord;
  readonly number: number;
  readonly isLast: boolean;
  /** Null: it is taken away. */
  readonly onChange: (step: JsonRecord | null) => void;
  readonly onMove: (by: -1 | 1) => void;
}

function StepLine({ step, number, isLast, onChange, onMove }: StepLineProps) {
  const { t } = useTranslation();
  const { id, options, isOn, refusal } = editedStep(step);
  const about = { number, name: id };
  const action = (label: string, act: () => void, icon: ReactNode, isOff = false) => (
    <ActionIcon
      size={28}
      variant="subtle"
      color="gray"
      aria-label={label}
      disabled={isOff}
      onClick={act}
    >
      {icon}
    </ActionIcon>
  );
  return (
    <section className={classes.query} aria-label={t('boards.step.label', about)}>
      <div className={classes.queryHead}>
        <StepName id={id} />
        <span className={classes.gap} />
        <Switch
          size="xs"
          aria-label={t('boards.step.on', about)}
          checked={isOn}
          onChange={(event) => onChange(switched(step, event.currentTarget.checked))}
        />
        {action(
          t('boards.step.up', about),
          () => onMove(-1),
          <IconArrowUp size={15} />,
          number === 1,
        )}
        {action(t('boards.step.down', about), () => onMove(1), <IconArrowDown size={15} />, isLast)}
        {action(t('boards.step.remove', about), () => onChange(null), <IconX size={15} />)}
      </div>
      {refusal !== null && (
        <p className="dimmed small">{t('boards.step.notRun', { why: refusal })}</p>
      )}
      <JsonValueField
        label={t('boards.step.options', about)}
        value={options}
        refusalOf={(value) => {
          const read = readOptions(id, value);
          if (read.kind === 'options') return null;
          return read.kind === 'broken' ? t('boards.json.broken') : read.message;
        }}
        onChange={(next) => onChange({ ...step, options: next })}
      />
    </section>
  );
}
