import { Button, Select, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { logCatalogue } from '../../../api/log-catalogue.ts';
import { useServices } from '../../../app/services.ts';
import type { Form } from '../../../forms/use-form.ts';
import { usePlace } from '../../../scope/use-place.ts';
import type { RuleForm } from '../rule-form.ts';
import classes from '../templates/templates.module.css';
import { ConditionRows } from './condition-rows.tsx';
import { LineRows } from './line-rows.tsx';
import { fieldsQuery, LOG_FORM, type LogForm, logFormSource } from './log-form.ts';

const PARSERS = ['none', 'json', 'logfmt'] as const;

interface Props {
  readonly form: Form<RuleForm>;
  /** What the form comes to; empty while nobody knows. */
  readonly expression: string;
  readonly errorAt: (field: string) => string | undefined;
}

/** The question of a rule on logs without a query: which lines, and how many in what time. */
export function LogFormFields({ form, expression, errorAt }: Props) {
  const { t } = useTranslation();
  const source = logFormSource(form.value.source);
  if (source === undefined) return null;
  const { form: asked } = source;
  const set = (change: Partial<LogForm>, field: string) =>
    form.change({ ...form.value, source: { ...source, form: { ...asked, ...change } } }, field);
  const leave = () =>
    form.change({ ...form.value, source: null, language: 'logql', expression }, '/source');
  return (
    <section className={classes.box} aria-label={t('logForm.title')}>
      <div className={classes.boxHead}>
        <span className={classes.boxTitle}>{t('logForm.title')}</span>
        <Button size="compact-xs" variant="subtle" disabled={expression === ''} onClick={leave}>
          {t('logForm.asQuery')}
        </Button>
      </div>
      <Conditions asked={asked} scope={form.value.scope} errorAt={errorAt} set={set} />
      {expression !== '' && (
        <details>
          <summary className={classes.summary}>{t('templates.query')}</summary>
          <pre className={classes.query}>{expression}</pre>
        </details>
      )}
    </section>
  );
}

interface PartProps {
  readonly asked: LogForm;
  readonly scope: string;
  readonly errorAt: (field: string) => string | undefined;
  readonly set: (change: Partial<LogForm>, field: string) => void;
}

function Conditions({ asked, scope, errorAt, set }: PartProps) {
  const { t } = useTranslation();
  const { readLoki } = useServices();
  const { range } = usePlace();
  const catalogue = useMemo(() => logCatalogue(readLoki, scope, range), [readLoki, scope, range]);
  const labels = useQuery(catalogue.labels()).data ?? [];
  const within = fieldsQuery(asked);
  const found = useQuery({ ...catalogue.fields(within), enabled: within !== '' }).data ?? [];
  const fields = found.map(({ name }) => name);
  const rows = { catalogue, within, errorAt };
  const parsed = asked.parser !== 'none';
  return (
    <>
      <ConditionRows
        {...rows}
        part="streams"
        conditions={asked.streams}
        names={labels}
        change={(streams, field) => set({ streams }, field)}
      />
      <LineRows
        lines={asked.lines}
        errorAt={errorAt}
        change={(lines, field) => set({ lines }, field)}
      />
      <Select
        size="xs"
        label={t('logForm.parser')}
        allowDeselect={false}
        data={PARSERS.map((value) => ({ value, label: t(`logForm.parsers.${value}`) }))}
        value={asked.parser}
        error={errorAt(`${LOG_FORM}/parser`)}
        onChange={(chosen) => {
          const parser = PARSERS.find((each) => each === chosen);
          if (parser !== undefined) set({ parser }, `${LOG_FORM}/parser`);
        }}
      />
      {parsed && (
        <ConditionRows
          {...rows}
          part="fields"
          conditions={asked.fields}
          names={fields}
          change={(next, field) => set({ fields: next }, field)}
        />
      )}
      <Counting
        asked={asked}
        names={parsed ? [...labels, ...fields] : labels}
        {...{ errorAt, set }}
      />
    </>
  );
}

/** Over what time lines are counted, and what apart. */
function Counting({
  asked,
  names,
  errorAt,
  set,
}: Pick<PartProps, 'asked' | 'errorAt' | 'set'> & { readonly names: readonly string[] }) {
  const { t } = useTranslation();
  const ofNames = asked.groupBy.map((_, index) => errorAt(`${LOG_FORM}/groupBy/${index}`));
  return (
    <>
      <TextInput
        size="xs"
        label={t('logForm.window')}
        description={t('logForm.windowHelp')}
        classNames={{ input: classes.window ?? '' }}
        value={asked.window}
        error={errorAt(`${LOG_FORM}/window`) ?? errorAt(`${LOG_FORM}/windowMs`)}
        onChange={(event) => set({ window: event.currentTarget.value }, `${LOG_FORM}/window`)}
      />
      <TagsInput
        size="xs"
        label={t('logForm.groupBy')}
        description={t('logForm.groupByHelp')}
        data={[...new Set(names)]}
        value={asked.groupBy}
        error={errorAt(`${LOG_FORM}/groupBy`) ?? ofNames.find((one) => one !== undefined)}
        onChange={(groupBy) => set({ groupBy }, `${LOG_FORM}/groupBy`)}
      />
    </>
  );
}
