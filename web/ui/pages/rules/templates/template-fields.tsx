import { ActionIcon, Autocomplete, Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RuleTemplate } from '../../../../contract/rule-templates.ts';
import { catalogueQueries } from '../../../api/series-catalogue.ts';
import { useServices } from '../../../app/services.ts';
import formClasses from '../../../forms/form-frame.module.css';
import { pointer } from '../../../forms/pointer.ts';
import type { Form } from '../../../forms/use-form.ts';
import { FaultText } from '../../../frame/fault.tsx';
import type { RuleForm } from '../rule-form.ts';
import { textIn } from './catalogue.ts';
import { NeedsRecording } from './needs-recording.tsx';
import { type TemplateSource, templateSource } from './rule-of-template.ts';
import classes from './templates.module.css';
import { useRuleTemplate } from './use-rule-template.ts';

type Parameters = TemplateSource['parameters'];
type Filters = NonNullable<Parameters['filters']>;
const OPERATORS = ['=', '!=', '=~', '!~'] as const;

interface Props {
  readonly form: Form<RuleForm>;
  /** What the template comes to with these parameters; empty while nobody knows. */
  readonly expression: string;
  readonly errorAt: (field: string) => string | undefined;
}

/** The question of a rule made from a template: its labels, grouping and window, no query. */
export function TemplateFields({ form, expression, errorAt }: Props) {
  const { t, i18n } = useTranslation();
  const { template, unit = null, error, retry } = useRuleTemplate(form.value.source);
  const source = templateSource(form.value.source);
  if (source === undefined) return null;
  const change = (parameters: Parameters, field: string) =>
    form.change({ ...form.value, source: { ...source, parameters } }, field);
  const leave = () => form.change({ ...form.value, source: null, expression, unit }, '/source');
  return (
    <section className={classes.box} aria-label={t('templates.template')}>
      <div className={classes.boxHead}>
        <span className={classes.boxTitle}>
          {template === undefined
            ? source.template
            : `${textIn(template.resourceTitle, i18n.language)}: ${textIn(template.title, i18n.language)}`}
        </span>
        <Button size="compact-xs" variant="subtle" disabled={expression === ''} onClick={leave}>
          {t('templates.asQuery')}
        </Button>
      </div>
      {errorAt('/source/template') !== undefined && (
        <div className={formClasses.wrong}>{errorAt('/source/template')}</div>
      )}
      {template === undefined && error !== null && <FaultText error={error} retry={retry} />}
      {template !== undefined && (
        <>
          <About template={template} scope={form.value.scope} />
          <FilterRows
            template={template}
            scope={form.value.scope}
            filters={source.parameters.filters ?? template.filters}
            errorAt={errorAt}
            change={(filters) => change({ ...source.parameters, filters }, FILTERS)}
          />
          <GroupBy template={template} parameters={source.parameters} change={change} />
          <WindowField
            template={template}
            parameters={source.parameters}
            error={errorAt(WINDOW) ?? errorAt(`${WINDOW}Ms`)}
            change={change}
          />
        </>
      )}
      {expression !== '' && (
        <details>
          <summary className={classes.summary}>{t('templates.query')}</summary>
          <pre className={classes.query}>{expression}</pre>
        </details>
      )}
    </section>
  );
}

const FILTERS = '/source/parameters/filters';
const WINDOW = '/source/parameters/window';

/** What its value says, what to do, and, where there is no data, where it would come from. */
function About({ template, scope }: { readonly template: RuleTemplate; readonly scope: string }) {
  const { t, i18n } = useTranslation();
  const { readPrometheus } = useServices();
  const names = useQuery(catalogueQueries(readPrometheus, scope).names()).data;
  const isBare = names !== undefined && !template.metrics.some((name) => names.includes(name));
  const { language } = i18n;
  return (
    <div>
      <p className={classes.text}>{textIn(template.description, language)}</p>
      <p className={`${classes.text} dimmed`}>{textIn(template.advice, language)}</p>
      {isBare && (
        <p className={classes.text} role="status">
          <strong>{t('templates.noData')}</strong> {textIn(template.whyEmpty, language)}
        </p>
      )}
      {template.recordedBy !== null && <NeedsRecording group={template.recordedBy} />}
    </div>
  );
}

function FilterRows({
  template,
  scope,
  filters,
  errorAt,
  change,
}: {
  readonly template: RuleTemplate;
  readonly scope: string;
  readonly filters: Filters;
  readonly errorAt: (field: string) => string | undefined;
  readonly change: (filters: Filters) => void;
}) {
  const { t } = useTranslation();
  const labels = template.labels.filter(({ filter }) => filter).map(({ name }) => name);
  const [first] = labels;
  if (first === undefined) return null;
  const next = labels.find((name) => !filters.some(({ label }) => label === name)) ?? first;
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('templates.filters')}</legend>
      <div className={formClasses.help}>{t('templates.filtersHelp')}</div>
      {filters.map((filter, index) => (
        <FilterRow
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          key={index}
          number={index + 1}
          filter={filter}
          labels={labels}
          scope={scope}
          metrics={template.metrics}
          error={errorAt(`${FILTERS}${pointer(index, 'value')}`)}
          change={(changed) => change(filters.with(index, changed))}
          remove={() => change(filters.toSpliced(index, 1))}
        />
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => change([...filters, { label: next, op: '=', value: '' }])}
      >
        {t('templates.addFilter')}
      </Button>
    </fieldset>
  );
}

function FilterRow({
  number,
  filter,
  labels,
  scope,
  metrics,
  error,
  change,
  remove,
}: {
  readonly number: number;
  readonly filter: Filters[number];
  readonly labels: readonly string[];
  readonly scope: string;
  readonly metrics: readonly string[];
  readonly error: string | undefined;
  readonly change: (filter: Filters[number]) => void;
  readonly remove: () => void;
}) {
  const { t } = useTranslation();
  const { readPrometheus } = useServices();
  const selector = `{__name__=~"${metrics.join('|')}"}`;
  const values = useQuery({
    ...catalogueQueries(readPrometheus, scope).values(filter.label, selector),
    enabled: metrics.length > 0,
  });
  const what = t('templates.filter', { number });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row inside the fieldset of all filters
    <div className={classes.filter} role="group" aria-label={what}>
      <Select
        size="xs"
        aria-label={`${what}: ${t('templates.label')}`}
        allowDeselect={false}
        data={[...labels]}
        value={filter.label}
        onChange={(label) => change({ ...filter, label: label ?? filter.label, value: '' })}
      />
      <Select
        size="xs"
        aria-label={`${what}: ${t('templates.operator')}`}
        allowDeselect={false}
        data={[...OPERATORS]}
        value={filter.op}
        onChange={(op) =>
          change({ ...filter, op: OPERATORS.find((each) => each === op) ?? filter.op })
        }
      />
      <Autocomplete
        className={classes.filterValue ?? ''}
        size="xs"
        aria-label={`${what}: ${t('templates.value')}`}
        data={[...(values.data ?? [])]}
        limit={50}
        value={filter.value}
        error={error}
        onChange={(value) => change({ ...filter, value })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={t('forms.remove', { what })}
        onClick={remove}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}

interface PartProps {
  readonly template: RuleTemplate;
  readonly parameters: Parameters;
  readonly change: (parameters: Parameters, field: string) => void;
}

/** Labels that are kept whatever is grouped by are not for choosing. */
function GroupBy({ template, parameters, change }: PartProps) {
  const { t } = useTranslation();
  const choices = template.labels.filter(({ group }) => group !== 'always');
  const always = template.labels.filter(({ group }) => group === 'always');
  if (choices.length === 0) return null;
  const usual = choices.filter(({ group }) => group === 'default').map(({ name }) => name);
  const description =
    always.length === 0
      ? t('templates.groupByHelp')
      : t('templates.groupByAlways', { labels: always.map(({ name }) => name).join(', ') });
  return (
    <MultiSelect
      size="xs"
      label={t('templates.groupBy')}
      description={description}
      data={choices.map(({ name }) => name)}
      value={[...(parameters.groupBy ?? usual)]}
      onChange={(groupBy) => change({ ...parameters, groupBy }, '/source/parameters/groupBy')}
    />
  );
}

function WindowField({
  template,
  parameters,
  error,
  change,
}: PartProps & { readonly error: string | undefined }) {
  const { t } = useTranslation();
  if (template.window === null) return null;
  return (
    <TextInput
      size="xs"
      label={t('templates.window')}
      description={t('templates.windowHelp', { usual: template.window })}
      classNames={{ input: classes.window ?? '' }}
      placeholder={template.window}
      value={parameters.window ?? ''}
      error={error}
      onChange={(event) => {
        const window = event.currentTarget.value;
        const { window: _, ...others } = parameters;
        change(window === '' ? others : { ...others, window }, WINDOW);
      }}
    />
  );
}
