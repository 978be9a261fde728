import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Form } from '../../forms/use-form.ts';
import { ChannelSelect } from '../../notify/channel-select.tsx';
import { GroupingField } from '../../notify/grouping-field.tsx';
import { RepeatField } from '../../notify/repeat-field.tsx';
import { NameFields } from '../../things/name-fields.tsx';
import { EscalationField } from './escalation-field.tsx';
import { FlappingField } from './flapping-field.tsx';
import type { PolicyForm } from './policy-form.ts';
import { SeveritiesField } from './severities-field.tsx';
import { WindowsField } from './windows-field.tsx';

/** The fields of a policy: what it is called, whom it tells, how often again, and when. */
export function PolicyFields({ form }: { readonly form: Form<PolicyForm> }) {
  const { t } = useTranslation();
  const { value, errorAt, blur } = form;
  const set = (change: Partial<PolicyForm>, field: string) =>
    form.change({ ...value, ...change }, field);
  return (
    <Stack gap="md">
      <NameFields
        form={form}
        labels={{
          name: t('policies.editor.name'),
          description: t('policies.editor.description'),
        }}
      />
      <ChannelSelect
        label={t('policies.editor.channels')}
        description={t('policies.editor.channelsHelp')}
        value={value.channels}
        error={errorAt('/channels')}
        onChange={(channels) => set({ channels }, '/channels')}
      />
      <RepeatField
        label={t('policies.editor.repeat')}
        inherited={t('policies.repeat.never')}
        value={value.repeat}
        error={errorAt('/repeat')}
        onChange={(repeat) => set({ repeat }, '/repeat')}
      />
      <GroupingField
        value={value.grouping}
        error={errorAt('/grouping')}
        onChange={(grouping) => set({ grouping }, '/grouping')}
      />
      <SeveritiesField
        severities={value.severities}
        errorAt={errorAt}
        onChange={(severities, field) => set({ severities }, field)}
      />
      <WindowsField
        windows={value.windows}
        errorAt={errorAt}
        onBlur={blur}
        onChange={(windows, field) => set({ windows }, field)}
      />
      <DecisionFields form={form} />
    </Stack>
  );
}

/** What happens when nobody acknowledges, and when an alert comes and goes. */
function DecisionFields({ form }: { readonly form: Form<PolicyForm> }) {
  const { value, errorAt, change } = form;
  return (
    <>
      <EscalationField
        steps={value.escalation}
        errorAt={errorAt}
        onChange={(escalation, field) => change({ ...value, escalation }, field)}
      />
      <FlappingField
        value={value.flapping}
        errorAt={errorAt}
        onChange={(flapping, field) => change({ ...value, flapping }, field)}
      />
    </>
  );
}
