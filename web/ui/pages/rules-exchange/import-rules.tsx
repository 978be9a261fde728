import { Button, Checkbox, FileInput, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { RuleImportAnswer } from '../../../contract/rule-exchange.ts';
import { rulesQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import classes from './exchange.module.css';
import { ImportReport } from './import-report.tsx';
import { SeveritiesField, severitiesOf } from './severities-field.tsx';

/** What is to be taken over, as it is typed. */
interface ImportForm {
  readonly text: string;
  readonly defaultSeverity: string;
  readonly severities: readonly { readonly name: string; readonly value: string }[];
  readonly enabled: boolean;
}

const EMPTY: ImportForm = { text: '', defaultSeverity: '', severities: [], enabled: true };

/** A text is looked at first; nothing is saved before somebody has seen what becomes of each rule. */
export function ImportRules() {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const [form, setForm] = useState(EMPTY);
  const { look, save } = useImport(form);
  const change = (part: Partial<ImportForm>) => {
    look.reset();
    setForm({ ...form, ...part });
  };
  return (
    <Stack gap="sm" className={classes.form ?? ''}>
      <Text size="sm">{t('exchange.importText', { scope })}</Text>
      <FileInput
        size="xs"
        label={t('exchange.file')}
        placeholder={t('exchange.filePlaceholder')}
        accept=".yaml,.yml,.json,application/json,application/yaml"
        onChange={(file) => void file?.text().then((text) => change({ text }))}
      />
      <Textarea
        size="xs"
        label={t('exchange.text')}
        description={t('exchange.textHelp')}
        value={form.text}
        classNames={{ input: 'mono' }}
        autosize
        minRows={8}
        maxRows={24}
        spellCheck={false}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      <Choices form={form} onChange={change} />
      <Group>
        <Button
          size="xs"
          variant={look.data ? 'default' : 'filled'}
          disabled={form.text.trim() === ''}
          loading={look.isPending}
          onClick={() => look.mutate()}
        >
          {t('exchange.look')}
        </Button>
      </Group>
      {look.error !== null && <FaultText error={look.error} retry={() => look.mutate()} />}
      {look.data !== undefined && <Outcome answer={look.data} save={save} />}
    </Stack>
  );
}

function Choices({
  form,
  onChange,
}: {
  readonly form: ImportForm;
  readonly onChange: (part: Partial<ImportForm>) => void;
}) {
  const { t } = useTranslation();
  const ladder = useLadder();
  return (
    <>
      <Select
        size="xs"
        label={t('exchange.defaultSeverity')}
        data={[{ value: '', label: t('exchange.refuse') }, ...ladder]}
        value={form.defaultSeverity}
        allowDeselect={false}
        onChange={(value) => onChange({ defaultSeverity: value ?? '' })}
      />
      <SeveritiesField
        pairs={form.severities}
        onChange={(severities) => onChange({ severities })}
      />
      <Checkbox
        size="xs"
        label={t('exchange.enabled')}
        checked={form.enabled}
        onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
      />
    </>
  );
}

type Save = ReturnType<typeof useImport>['save'];

function Outcome({ answer, save }: { readonly answer: RuleImportAnswer; readonly save: Save }) {
  const { t } = useTranslation();
  const refused = answer.report.filter(({ outcome }) => outcome === 'refused').length;
  return (
    <>
      <ImportReport answer={answer} />
      {save.error !== null && (
        <FaultText error={save.error} retry={() => save.mutate(refused > 0)} />
      )}
      <Group>
        <Button
          size="xs"
          disabled={answer.rules === 0}
          loading={save.isPending}
          onClick={() => save.mutate(refused > 0)}
        >
          {refused > 0
            ? t('exchange.saveWithout', { count: answer.rules, refused })
            : t('exchange.save', { count: answer.rules })}
        </Button>
      </Group>
    </>
  );
}

function useImport(form: ImportForm) {
  const { call } = useServices();
  const { parts, scope } = usePlace();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const linkTo = useLinkTo();
  const { owner } = parts;
  const send = (apply: boolean, leaveOutRefused: boolean) =>
    call('ruleExchange.import', {
      params: { owner },
      body: {
        text: form.text,
        scope,
        severities: severitiesOf(form.severities),
        ...(form.defaultSeverity === '' ? {} : { defaultSeverity: form.defaultSeverity }),
        enabled: form.enabled,
        apply,
        leaveOutRefused,
      },
    });
  const look = useMutation({ mutationFn: () => send(false, false) });
  const save = useMutation({
    mutationFn: (leaveOut: boolean) => send(true, leaveOut),
    onSuccess: async () => {
      await queryClient.invalidateQueries(rulesQuery(call, owner));
      await navigate(linkTo('/rules'));
    },
  });
  return { look, save };
}
