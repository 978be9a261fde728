import { Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { policiesQuery } from '../../api/policy-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import type { Form } from '../../forms/use-form.ts';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import { NameFields } from '../../things/name-fields.tsx';
import type { EventRuleForm } from './event-rule-form.ts';

const ORDER: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
];

/** The fields of an event rule. */
export function EventRuleFields({ form }: { readonly form: Form<EventRuleForm> }) {
  const { t } = useTranslation();
  const { value, errorAt, blur } = form;
  const set = (change: Partial<EventRuleForm>, field: string) =>
    form.change({ ...value, ...change }, field);
  return (
    <Stack gap="md">
      <NameFields
        form={form}
        labels={{
          name: t('eventRules.name'),
          description: t('eventRules.description'),
        }}
      />
      <Source form={form} />
      <Textarea
        label={t('eventRules.condition')}
        description={t('eventRules.conditionHelp')}
        inputWrapperOrder={ORDER}
        autosize
        minRows={2}
        maxRows={10}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={value.condition}
        error={errorAt('/condition')}
        onBlur={() => blur('/condition')}
        onChange={(event) => set({ condition: event.currentTarget.value }, '/condition')}
      />
      <TextInput
        w={220}
        label={t('eventRules.quiet')}
        value={value.quiet}
        error={errorAt('/quiet')}
        onBlur={() => blur('/quiet')}
        onChange={(event) => set({ quiet: event.currentTarget.value }, '/quiet')}
      />
      <Receivers form={form} />
      <Switch
        label={t('eventRules.enabled')}
        checked={value.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked }, '/enabled')}
      />
    </Stack>
  );
}

/** Audit is offered to those only who may read it. */
function Source({ form: { value, change } }: { readonly form: Form<EventRuleForm> }) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const sources = (['event', 'audit'] as const).filter(
    (source) => source === 'event' || may(scopes, owner, 'audit:read'),
  );
  return (
    <Select
      label={t('eventRules.source')}
      allowDeselect={false}
      data={sources.map((source) => ({ value: source, label: t(`eventRules.sources.${source}`) }))}
      value={value.source}
      onChange={(source) =>
        change({ ...value, source: source === 'audit' ? 'audit' : 'event' }, '/source')
      }
    />
  );
}

function Receivers({ form }: { readonly form: Form<EventRuleForm> }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const policies = useQuery(policiesQuery(call, owner)).data ?? [];
  const ladder = useLadder();
  const { value, errorAt, change } = form;
  const severities = ladder.includes(value.severity) ? ladder : [...ladder, value.severity];
  return (
    <>
      <Select
        label={t('eventRules.severity')}
        allowDeselect={false}
        data={[...severities]}
        value={value.severity}
        error={errorAt('/severity')}
        onChange={(severity) => change({ ...value, severity: severity ?? '' }, '/severity')}
      />
      <TextInput
        label={t('eventRules.environment')}
        description={t('eventRules.environmentHelp')}
        inputWrapperOrder={ORDER}
        value={value.environment}
        error={errorAt('/environment')}
        onChange={(event) =>
          change({ ...value, environment: event.currentTarget.value }, '/environment')
        }
      />
      <Select
        label={t('eventRules.policy')}
        allowDeselect={false}
        data={[
          { value: '', label: t('heartbeats.administrators') },
          ...policies.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={value.policy}
        error={errorAt('/policy')}
        onChange={(policy) => change({ ...value, policy: policy ?? '' }, '/policy')}
      />
    </>
  );
}
