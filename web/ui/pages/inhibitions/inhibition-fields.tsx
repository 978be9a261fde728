import { Stack, Switch, TagsInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { linesOf } from '../../forms/lines-of.ts';
import { pointer } from '../../forms/pointer.ts';
import type { Form } from '../../forms/use-form.ts';
import { NameFields } from '../../things/name-fields.tsx';
import type { InhibitionForm } from './inhibition-form.ts';

/** The fields of an inhibition rule. */
export function InhibitionFields({ form }: { readonly form: Form<InhibitionForm> }) {
  const { t } = useTranslation();
  const { value, errorAt } = form;
  const set = (change: Partial<InhibitionForm>, field: string) =>
    form.change({ ...value, ...change }, field);
  return (
    <Stack gap="md">
      <NameFields
        form={form}
        labels={{
          name: t('inhibitions.name'),
          description: t('inhibitions.description'),
        }}
      />
      <Conditions form={form} field="source" />
      <Conditions form={form} field="target" />
      <TagsInput
        label={t('inhibitions.equal')}
        description={t('inhibitions.equalHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={[...value.equal]}
        error={errorAt('/equal')}
        onChange={(equal) => set({ equal }, '/equal')}
      />
      <Switch
        label={t('inhibitions.enabled')}
        checked={value.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked }, '/enabled')}
      />
    </Stack>
  );
}

function Conditions({
  form,
  field,
}: {
  readonly form: Form<InhibitionForm>;
  readonly field: 'source' | 'target';
}) {
  const { t } = useTranslation();
  const text = form.value[field];
  const ofLines = linesOf(text).map((_, index) => form.errorAt(pointer(field, index)));
  return (
    <Textarea
      label={t(`inhibitions.${field}`)}
      description={t(`inhibitions.${field}Help`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      autosize
      minRows={2}
      maxRows={10}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      value={text}
      error={form.errorAt(`/${field}`) ?? ofLines.find((error) => error !== undefined)}
      onBlur={() => form.blur(`/${field}`)}
      onChange={(event) =>
        form.change({ ...form.value, [field]: event.currentTarget.value }, `/${field}`)
      }
    />
  );
}
