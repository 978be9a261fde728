import { Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { policiesQuery } from '../../../api/policy-queries.ts';
import { useServices } from '../../../app/services.ts';
import formClasses from '../../../forms/form-frame.module.css';
import { pointer } from '../../../forms/pointer.ts';
import type { Form } from '../../../forms/use-form.ts';
import { ReceiversField } from '../../../notify/receivers-field.tsx';
import { RepeatField } from '../../../notify/repeat-field.tsx';
import { usePlace } from '../../../scope/use-place.ts';
import { SeverityBadge } from '../../../severity/severity-badge.tsx';
import policyClasses from '../../policies/policies.module.css';
import type { LevelForm, RuleForm } from '../rule-form.ts';

interface Props {
  readonly form: Form<RuleForm>;
  readonly errorAt: (field: string) => string | undefined;
}

/** The policy of a rule. */
export function PolicyField({ form, errorAt }: Props) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const policies = useQuery(policiesQuery(call, owner)).data ?? [];
  const { policy } = form.value;
  const isKnown = policy === null || policies.some(({ id }) => id === policy);
  return (
    <Select
      label={t('policies.rule.policy')}
      description={t('policies.rule.policyHelp')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      searchable
      allowDeselect={false}
      data={[
        { value: '', label: t('policies.rule.noPolicy') },
        ...policies.map(({ id, name }) => ({ value: id, label: name })),
        ...(isKnown ? [] : [{ value: policy, label: policy }]),
      ]}
      value={policy ?? ''}
      error={errorAt('/policy')}
      onChange={(chosen) => form.change({ ...form.value, policy: chosen || null }, '/policy')}
    />
  );
}

/** Whom single levels tell, and how often again. */
export function LevelNotifyField({ form, errorAt }: Props) {
  const { t } = useTranslation();
  const { levels } = form.value;
  const [isSaid] = useState(levels.some(({ channels, repeat }) => channels ?? repeat));
  const set = (index: number, change: Partial<LevelForm>, field: string) => {
    const level = levels[index];
    if (level === undefined) return;
    form.change({ ...form.value, levels: levels.with(index, { ...level, ...change }) }, field);
  };
  return (
    <details open={isSaid || undefined}>
      <summary className={formClasses.legend}>{t('policies.rule.levels')}</summary>
      <div className={formClasses.help}>{t('policies.rule.levelsHelp')}</div>
      <Stack gap={8}>
        {levels.map((level, index) => {
          const channelsAt = pointer('levels', index, 'channels');
          const repeatAt = pointer('levels', index, 'repeat');
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: levels have no identity but their place
            <div key={index} className={policyClasses.card}>
              <SeverityBadge severity={level.severity} />
              <div className={policyClasses.two}>
                <ReceiversField
                  label={t('policies.editor.receivers')}
                  inherited={t('policies.rule.asRule')}
                  value={level.channels}
                  error={errorAt(channelsAt)}
                  onChange={(channels) => set(index, { channels }, channelsAt)}
                />
                <RepeatField
                  label={t('policies.editor.repeat')}
                  inherited={t('policies.rule.asPolicy')}
                  value={level.repeat}
                  error={errorAt(repeatAt)}
                  onChange={(repeat) => set(index, { repeat }, repeatAt)}
                />
              </div>
            </div>
          );
        })}
      </Stack>
    </details>
  );
}

const ABSENCE = ['ignore', 'keep', 'alert'] as const;

/** What becomes of alerts without data, and of a query that cannot be evaluated. */
export function AbsenceFields({ form, errorAt }: Props) {
  const { t } = useTranslation();
  return (
    <div className={policyClasses.two}>
      {(['noData', 'onError'] as const)
        .filter((key) => key === 'onError' || form.value.record === null)
        .map((key) => (
          <Select
            key={key}
            label={t(`policies.rule.${key}`)}
            allowDeselect={false}
            data={ABSENCE.map((each) => ({
              value: each,
              label: t(`policies.rule.absence.${each}`),
            }))}
            value={form.value[key]}
            error={errorAt(`/${key}`)}
            onChange={(chosen) => {
              const behaviour = ABSENCE.find((each) => each === chosen);
              if (behaviour !== undefined) {
                form.change({ ...form.value, [key]: behaviour }, `/${key}`);
              }
            }}
          />
        ))}
    </div>
  );
}
