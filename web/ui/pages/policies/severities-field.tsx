import { ActionIcon, Button, Menu, Stack } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import formClasses from '../../forms/form-frame.module.css';
import { pointer } from '../../forms/pointer.ts';
import { ReceiversField } from '../../notify/receivers-field.tsx';
import { RepeatField } from '../../notify/repeat-field.tsx';
import { useLadder } from '../../severity/ladder.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import classes from './policies.module.css';
import type { SeverityForm } from './policy-form.ts';

interface Props {
  readonly severities: readonly SeverityForm[];
  readonly errorAt: (field: string) => string | undefined;
  readonly onChange: (severities: readonly SeverityForm[], field: string) => void;
}

/** What holds for some severities instead of what holds for the others. */
export function SeveritiesField({ severities, errorAt, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('policies.editor.severities')}</legend>
      <div className={formClasses.help}>{t('policies.editor.severitiesHelp')}</div>
      <Stack gap={8}>
        {severities.map((one, index) => (
          <SeverityCard
            key={one.severity}
            one={one}
            index={index}
            errorAt={errorAt}
            onChange={(next, field) => onChange(severities.with(index, next), field)}
            onRemove={() => onChange(severities.toSpliced(index, 1), '/severities')}
          />
        ))}
      </Stack>
      <AddSeverity severities={severities} onChange={onChange} />
    </fieldset>
  );
}

function SeverityCard({
  one,
  index,
  errorAt,
  onChange,
  onRemove,
}: {
  readonly one: SeverityForm;
  readonly index: number;
  readonly errorAt: Props['errorAt'];
  readonly onChange: (one: SeverityForm, field: string) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  const channelsAt = pointer('severities', index, 'channels');
  const repeatAt = pointer('severities', index, 'repeat');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a card inside the fieldset of all severities
    <div className={classes.card} role="group" aria-label={one.severity}>
      <div className={classes.cardHead}>
        <span className={classes.grow}>
          <SeverityBadge severity={one.severity} />
        </span>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('forms.remove', { what: one.severity })}
          onClick={onRemove}
        >
          <IconX size={15} />
        </ActionIcon>
      </div>
      <div className={classes.two}>
        <ReceiversField
          label={t('policies.editor.receivers')}
          inherited={t('policies.editor.asOthers')}
          value={one.channels}
          error={errorAt(channelsAt)}
          onChange={(channels) => onChange({ ...one, channels }, channelsAt)}
        />
        <RepeatField
          label={t('policies.editor.repeat')}
          inherited={t('policies.editor.asOthers')}
          value={one.repeat}
          error={errorAt(repeatAt)}
          onChange={(repeat) => onChange({ ...one, repeat }, repeatAt)}
        />
      </div>
    </div>
  );
}

function AddSeverity({ severities, onChange }: Pick<Props, 'severities' | 'onChange'>) {
  const { t } = useTranslation();
  const ladder = useLadder();
  const left = ladder.filter((severity) => !severities.some((one) => one.severity === severity));
  if (left.length === 0) return null;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button mt={6} size="compact-xs" variant="subtle" leftSection={<IconPlus size={14} />}>
          {t('policies.editor.addSeverity')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {left.map((severity) => (
          <Menu.Item
            key={severity}
            onClick={() =>
              onChange([...severities, { severity, channels: null, repeat: null }], '/severities')
            }
          >
            <SeverityBadge severity={severity} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
