import { Group, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { policiesQuery } from '../../api/policy-queries.ts';
import { useServices } from '../../app/services.ts';
import { linesOf } from '../../forms/lines-of.ts';
import { pointer } from '../../forms/pointer.ts';
import type { Form } from '../../forms/use-form.ts';
import { usePlace } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import { NameFields } from '../../things/name-fields.tsx';
import type { HeartbeatForm } from './heartbeat-form.ts';

interface Props {
  readonly form: Form<HeartbeatForm>;
  readonly isNew: boolean;
}

/** The fields of a heartbeat. */
export function HeartbeatFields({ form, isNew }: Props) {
  const { t } = useTranslation();
  const { value, errorAt, blur } = form;
  const set = (change: Partial<HeartbeatForm>, field: string) =>
    form.change({ ...value, ...change }, field);
  return (
    <Stack gap="md">
      <NameFields
        form={form}
        labels={{
          name: t('heartbeats.name'),
          description: t('heartbeats.description'),
          descriptionHelp: t('heartbeats.descriptionHelp'),
        }}
      />
      <Source form={form} isNew={isNew} />
      <Group gap={8} align="start">
        {(['every', 'grace'] as const).map((field) => (
          <TextInput
            key={field}
            w={150}
            label={t(`heartbeats.${field}`)}
            value={value[field]}
            error={errorAt(`/${field}`)}
            onBlur={() => blur(`/${field}`)}
            onChange={(event) => set({ [field]: event.currentTarget.value }, `/${field}`)}
          />
        ))}
      </Group>
      <Receivers form={form} />
      <Switch
        label={t('heartbeats.enabled')}
        checked={value.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked }, '/enabled')}
      />
    </Stack>
  );
}

function Source({ form, isNew }: Props) {
  const { t } = useTranslation();
  const { value, errorAt } = form;
  const ofLines = linesOf(value.matchers).map((_, index) => errorAt(pointer('matchers', index)));
  return (
    <>
      <Select
        label={t('heartbeats.kind')}
        allowDeselect={false}
        data={(['ping', 'alert'] as const).map((kind) => ({
          value: kind,
          label: t(`heartbeats.kinds.${kind}`),
        }))}
        value={value.kind}
        onChange={(kind) =>
          form.change({ ...value, kind: kind === 'alert' ? 'alert' : 'ping' }, '/matchers')
        }
      />
      {value.kind === 'alert' && (
        <Textarea
          label={t('heartbeats.matchers')}
          description={t('heartbeats.matchersHelp')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          value={value.matchers}
          error={errorAt('/matchers') ?? ofLines.find((error) => error !== undefined)}
          onChange={(event) =>
            form.change({ ...value, matchers: event.currentTarget.value }, '/matchers')
          }
        />
      )}
      {value.kind === 'ping' && !isNew && (
        <Switch
          label={t('heartbeats.newToken')}
          checked={value.newToken}
          onChange={(event) =>
            form.change({ ...value, newToken: event.currentTarget.checked }, '/newToken')
          }
        />
      )}
    </>
  );
}

function Receivers({ form }: Pick<Props, 'form'>) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const policies = useQuery(policiesQuery(call, owner)).data ?? [];
  const ladder = useLadder();
  const { value, errorAt } = form;
  return (
    <>
      <Select
        label={t('heartbeats.severity')}
        allowDeselect={false}
        data={[...ladder]}
        value={value.severity}
        error={errorAt('/severity')}
        onChange={(severity) => form.change({ ...value, severity: severity ?? '' }, '/severity')}
      />
      <TextInput
        label={t('heartbeats.environment')}
        description={t('heartbeats.environmentHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={value.environment}
        error={errorAt('/environment')}
        onChange={(event) =>
          form.change({ ...value, environment: event.currentTarget.value }, '/environment')
        }
      />
      <Select
        label={t('heartbeats.policy')}
        allowDeselect={false}
        data={[
          { value: '', label: t('heartbeats.administrators') },
          ...policies.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={value.policy}
        error={errorAt('/policy')}
        onChange={(policy) => form.change({ ...value, policy: policy ?? '' }, '/policy')}
      />
    </>
  );
}
