import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import formClasses from '../../forms/form-frame.module.css';
import type { Form } from '../../forms/use-form.ts';
import { type MonitorDraft, relabelOf, withRelabel } from './monitor-form.ts';
import classes from './monitors.module.css';
import {
  MOST_STEPS,
  type RelabelAction,
  type RelabelList,
  type RelabelStep,
  STEP_FIELDS,
  type StepField,
  stepPointer,
  textOf,
  withAction,
  withText,
} from './relabel-steps.ts';

const ACTIONS = Object.keys(STEP_FIELDS) as readonly RelabelAction[];

/** Steps that rewrite labels, of targets or of their series, in the order they are carried out. */
export function RelabelField({
  form,
  list,
}: {
  readonly form: Form<MonitorDraft>;
  readonly list: RelabelList;
}) {
  const { t } = useTranslation();
  const { value, change, errorAt } = form;
  const steps = relabelOf(value, list);
  const set = (next: readonly RelabelStep[], field: string) =>
    change(withRelabel(value, list, next), field);
  const moveUp = (index: number) => {
    const step = steps[index];
    if (step !== undefined) {
      set(steps.toSpliced(index, 1).toSpliced(index - 1, 0, step), stepPointer(list, index));
    }
  };
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t(`monitors.relabel.${list}`)}</legend>
      <div className={formClasses.help}>{t(`monitors.relabel.${list}Help`)}</div>
      <div className={classes.steps}>
        {steps.map((step, index) => (
          <StepRow
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
            key={index}
            number={index + 1}
            legend={t(`monitors.relabel.${list}`)}
            step={step}
            error={errorAt(stepPointer(list, index))}
            onChange={(next) => set(steps.with(index, next), stepPointer(list, index))}
            onMoveUp={() => moveUp(index)}
            onRemove={() => set(steps.toSpliced(index, 1), stepPointer(list, index))}
          />
        ))}
      </div>
      {steps.length < MOST_STEPS && (
        <Button
          mt={6}
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => set([...steps, { action: 'replace' }], stepPointer(list, steps.length))}
        >
          {t('monitors.relabel.add')}
        </Button>
      )}
    </fieldset>
  );
}

interface RowProps {
  readonly number: number;
  readonly legend: string;
  readonly step: RelabelStep;
  readonly error: string | undefined;
  readonly onChange: (step: RelabelStep) => void;
  readonly onMoveUp: () => void;
  readonly onRemove: () => void;
}

function StepRow({ number, legend, step, error, onChange, onMoveUp, onRemove }: RowProps) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row inside the fieldset of all steps
    <div className={classes.step} role="group" aria-label={`${legend} ${number}`}>
      <div className={classes.row}>
        <Select
          size="xs"
          label={t('monitors.relabel.action')}
          allowDeselect={false}
          data={ACTIONS}
          value={step.action}
          onChange={(chosen) => {
            const action = ACTIONS.find((each) => each === chosen);
            if (action !== undefined) onChange(withAction(step, action));
          }}
        />
        {STEP_FIELDS[step.action].map((field) => (
          <StepText key={field} step={step} field={field} onChange={onChange} />
        ))}
        <div className={classes.stepActions}>
          {number > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={30}
              aria-label={t('monitors.relabel.up', { number })}
              onClick={onMoveUp}
            >
              <IconArrowUp size={15} />
            </ActionIcon>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size={30}
            aria-label={t('forms.remove', { what: `${legend} ${number}` })}
            onClick={onRemove}
          >
            <IconX size={15} />
          </ActionIcon>
        </div>
      </div>
      {error !== undefined && <div className={formClasses.wrong}>{error}</div>}
    </div>
  );
}

/** What Prometheus takes where nothing is said. */
const DEFAULTS: Partial<Readonly<Record<StepField, string>>> = {
  separator: ';',
  regex: '(.*)',
  replacement: '$1',
};

function StepText({
  step,
  field,
  onChange,
}: {
  readonly step: RelabelStep;
  readonly field: StepField;
  readonly onChange: (step: RelabelStep) => void;
}) {
  const { t } = useTranslation();
  /** As it is being typed; afterwards it is shown as it was understood. */
  const [typed, setTyped] = useState<string>();
  return (
    <TextInput
      size="xs"
      label={t(`monitors.relabel.field.${field}`)}
      classNames={{ input: 'mono' }}
      placeholder={DEFAULTS[field] ?? ''}
      value={typed ?? textOf(step, field)}
      onBlur={() => setTyped(undefined)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        onChange(withText(step, field, text));
      }}
    />
  );
}
