import { ActionIcon, Button, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EscalationStep } from '../../../contract/policies.ts';
import formClasses from '../../forms/form-frame.module.css';
import { pointer } from '../../forms/pointer.ts';
import { ChannelSelect } from '../../notify/channel-select.tsx';
import classes from './policies.module.css';

const MAX_STEPS = 5;

interface Props {
  readonly steps: readonly EscalationStep[];
  readonly errorAt: (field: string) => string | undefined;
  readonly onChange: (steps: readonly EscalationStep[], field: string) => void;
}

/** Who is told when nobody has acknowledged an incident, step by step. */
export function EscalationField({ steps, errorAt, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('policies.escalation.legend')}</legend>
      <div className={formClasses.help}>{t('policies.escalation.help')}</div>
      <Stack gap={8}>
        {steps.map((step, index) => (
          <StepCard
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
            key={index}
            step={step}
            index={index}
            errorAt={errorAt}
            onChange={(next, field) => onChange(steps.with(index, next), field)}
            onRemove={() => onChange(steps.toSpliced(index, 1), '/escalation')}
          />
        ))}
      </Stack>
      {steps.length < MAX_STEPS && (
        <Button
          mt={6}
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...steps, { after: '', channels: [] }], '/escalation')}
        >
          {t('policies.escalation.add')}
        </Button>
      )}
    </fieldset>
  );
}

function StepCard({
  step,
  index,
  errorAt,
  onChange,
  onRemove,
}: {
  readonly step: EscalationStep;
  readonly index: number;
  readonly errorAt: Props['errorAt'];
  readonly onChange: (step: EscalationStep, field: string) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  const number = index + 1;
  const name = t('policies.escalation.step', { number });
  const afterAt = pointer('escalation', index, 'after');
  const channelsAt = pointer('escalation', index, 'channels');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a card inside the fieldset of all steps
    <div className={classes.card} role="group" aria-label={name}>
      <div className={classes.cardHead}>
        <span className={classes.grow}>{name}</span>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('forms.remove', { what: name })}
          onClick={onRemove}
        >
          <IconX size={15} />
        </ActionIcon>
      </div>
      <div className={classes.two}>
        <TextInput
          size="xs"
          label={t('policies.escalation.after')}
          placeholder="15m"
          value={step.after}
          error={errorAt(afterAt)}
          onChange={(event) => onChange({ ...step, after: event.currentTarget.value }, afterAt)}
        />
        <ChannelSelect
          size="xs"
          label={t('policies.editor.channels')}
          value={step.channels}
          error={errorAt(channelsAt)}
          onChange={(channels) => onChange({ ...step, channels: [...channels] }, channelsAt)}
        />
      </div>
    </div>
  );
}
