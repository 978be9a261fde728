import { Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleExportAnswer, RuleExportInput } from '../../../contract/rule-exchange.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { CopyTextButton } from '../../lists/copy-text-button.tsx';
import { usePlace } from '../../scope/use-place.ts';
import classes from './exchange.module.css';

type Format = RuleExportInput['format'];

const FORMATS: readonly Format[] = [
  'prometheus',
  'PrometheusRule',
  'mimir',
  'loki',
  'AlertingRule',
  'RecordingRule',
];
const PLACED: ReadonlySet<Format> = new Set([
  'PrometheusRule',
  'AlertingRule',
  'RecordingRule',
  'mimir',
  'loki',
]);

interface ExportForm {
  readonly format: Format;
  readonly namespace: string;
  readonly tenantId: string;
  readonly which: 'scope' | 'all';
}

const isOperated = (format: Format) => format === 'AlertingRule' || format === 'RecordingRule';

/** All rules of the tenant that one can read, or those of the scope alone. */
export function ExportRules() {
  const { t } = useTranslation();
  const { parts } = usePlace();
  const [form, setForm] = useState<ExportForm>({
    format: 'prometheus',
    namespace: '',
    tenantId: '',
    which: 'all',
  });
  const made = useExport(form);
  const change = (part: Partial<ExportForm>) => {
    made.reset();
    setForm({ ...form, ...part });
  };
  return (
    <Stack gap="sm" className={classes.form ?? ''}>
      <Text size="sm">{t('exchange.exportText')}</Text>
      <Choices form={form} onChange={change} />
      {PLACED.has(form.format) && (
        <TextInput
          size="xs"
          label={t('exchange.namespace')}
          value={form.namespace}
          onChange={(event) => change({ namespace: event.currentTarget.value })}
        />
      )}
      {isOperated(form.format) && (
        <TextInput
          size="xs"
          label={t('exchange.tenantId')}
          value={form.tenantId}
          onChange={(event) => change({ tenantId: event.currentTarget.value })}
        />
      )}
      <Group>
        <Button size="xs" loading={made.isPending} onClick={() => made.mutate()}>
          {t('exchange.make')}
        </Button>
      </Group>
      {made.error !== null && <FaultText error={made.error} retry={() => made.mutate()} />}
      {made.data !== undefined && (
        <Exported answer={made.data} fileName={`${parts.owner}-rules.yaml`} />
      )}
    </Stack>
  );
}

function Choices({
  form,
  onChange,
}: {
  readonly form: ExportForm;
  readonly onChange: (part: Partial<ExportForm>) => void;
}) {
  const { t } = useTranslation();
  const { parts, scope } = usePlace();
  return (
    <>
      <Select
        size="xs"
        label={t('exchange.format')}
        data={FORMATS.map((value) => ({ value, label: t(`exchange.formats.${value}`) }))}
        value={form.format}
        allowDeselect={false}
        onChange={(value) =>
          onChange({ format: FORMATS.find((one) => one === value) ?? 'prometheus' })
        }
      />
      <Select
        size="xs"
        label={t('exchange.which')}
        data={[
          { value: 'all', label: t('exchange.all', { owner: parts.owner }) },
          { value: 'scope', label: t('exchange.onlyScope', { scope }) },
        ]}
        value={form.which}
        allowDeselect={false}
        onChange={(value) => onChange({ which: value === 'scope' ? 'scope' : 'all' })}
      />
    </>
  );
}

function useExport({ format, namespace, tenantId, which }: ExportForm) {
  const { call } = useServices();
  const { parts, scope } = usePlace();
  return useMutation({
    mutationFn: () =>
      call('ruleExchange.export', {
        params: { owner: parts.owner },
        body: {
          format,
          ...(which === 'scope' ? { scope } : {}),
          ...(PLACED.has(format) && namespace !== '' ? { namespace } : {}),
          ...(isOperated(format) ? { tenantId } : {}),
          name: `${parts.owner}-rules`,
        },
      }),
  });
}

function Exported({
  answer,
  fileName,
}: {
  readonly answer: RuleExportAnswer;
  readonly fileName: string;
}) {
  const { t, i18n } = useTranslation();
  const inWords = ({ en, zh }: RuleExportAnswer['lost'][number]) =>
    i18n.language === 'zh' ? zh : en;
  const left = answer.leftOut.map(({ name, reason }) => `${name}: ${inWords(reason)}`);
  const remarks = [...left, ...answer.lost.map(inWords)];
  return (
    <>
      <Text size="sm">{t('exchange.exported', { count: answer.rules })}</Text>
      {remarks.length > 0 && (
        <ul className={classes.notes}>
          {remarks.map((remark, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rules may say the same
            <li key={`${index} ${remark}`}>{remark}</li>
          ))}
        </ul>
      )}
      {answer.text !== '' && (
        <>
          <Group gap="xs">
            <Button
              component="a"
              size="xs"
              variant="default"
              download={fileName}
              href={`data:application/yaml;charset=utf-8,${encodeURIComponent(answer.text)}`}
            >
              {t('exchange.download')}
            </Button>
            <CopyTextButton text={() => answer.text} icon={<IconCopy size={14} />}>
              {t('exchange.copy')}
            </CopyTextButton>
          </Group>
          <Textarea
            size="xs"
            aria-label={t('exchange.export')}
            value={answer.text}
            readOnly
            classNames={{ input: 'mono' }}
            autosize
            minRows={6}
            maxRows={30}
          />
        </>
      )}
    </>
  );
}
