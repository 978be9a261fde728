import { Radio, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Form } from '../../../forms/use-form.ts';
import { useLadder } from '../../../severity/ladder.ts';
import type { RuleForm } from '../rule-form.ts';
import { ofKind } from './rule-kind.ts';

/** Whether the rule alerts or records, and the name of what it records. */
export function RuleKindField({
  form,
  error,
}: {
  readonly form: Form<RuleForm>;
  readonly error: string | undefined;
}) {
  const { t } = useTranslation();
  const ladder = useLadder();
  const { value, blur, change } = form;
  return (
    <Stack gap={8}>
      <Radio.Group
        label={t('policies.rule.kind')}
        value={value.record === null ? 'alerts' : 'records'}
        onChange={(kind) =>
          change(ofKind(value, kind === 'records' ? 'records' : 'alerts', ladder), '/record')
        }
      >
        <Stack gap={6} mt={6}>
          <Radio size="xs" value="alerts" label={t('policies.rule.alerts')} />
          <Radio size="xs" value="records" label={t('policies.rule.records')} />
        </Stack>
      </Radio.Group>
      {value.record !== null && (
        <TextInput
          label={t('policies.rule.record')}
          description={t('policies.rule.recordHelp')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={value.record}
          error={error}
          onBlur={() => blur('/record')}
          onChange={(event) => change({ ...value, record: event.currentTarget.value }, '/record')}
        />
      )}
    </Stack>
  );
}
