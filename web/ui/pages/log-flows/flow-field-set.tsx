import { MultiSelect, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { logOutputsQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import type { Form } from '../../forms/use-form.ts';
import { usePlace } from '../../scope/use-place.ts';
import type { FlowFields } from './flow-fields.ts';
import classes from './log-flows.module.css';
import type { LogSpecForm } from './log-spec-form.ts';

interface Props {
  readonly form: Form<LogSpecForm>;
}

const PARSERS = ['json', 'logfmt', 'nginx', 'regexp'];

type TextName = {
  [Name in keyof FlowFields]: FlowFields[Name] extends string ? Name : never;
}[keyof FlowFields];

/** Lines, filters and outputs of a flow. */
export function FlowFieldSet({ form }: Props) {
  const { t } = useTranslation();
  const text = (name: TextName, label: string, description?: string) => (
    <FlowText form={form} name={name} label={label} description={description} />
  );
  return (
    <>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{t('logFlows.editor.select')}</legend>
        <div className={classes.fields}>
          {text('label', t('logFlows.editor.label'), t('logFlows.editor.labelHelp'))}
          {text('containers', t('logFlows.editor.containers'), t('logFlows.editor.commas'))}
          {text('excluded', t('logFlows.editor.excluded'), t('logFlows.editor.commas'))}
        </div>
      </fieldset>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{t('logFlows.editor.filters')}</legend>
        <div className={classes.fields}>
          <ParseFields form={form} />
          <AddFields form={form} />
          {text('remove', t('logFlows.editor.remove'), t('logFlows.editor.commas'))}
          <div className={classes.pair}>
            {text('keepKey', t('logFlows.editor.keepKey'))}
            {text('keep', t('logFlows.editor.keep'))}
          </div>
          <div className={classes.pair}>
            {text('dropKey', t('logFlows.editor.dropKey'))}
            {text('drop', t('logFlows.editor.drop'))}
          </div>
          {text('throttle', t('logFlows.editor.throttle'))}
          {text('geoip', t('logFlows.editor.geoip'))}
          {text('metric', t('logFlows.editor.metric'))}
          <p className="dimmed">{t('logFlows.editor.stamp')}</p>
        </div>
      </fieldset>
      <OutputRefs form={form} />
    </>
  );
}

function FlowText({
  form: { value, change },
  name,
  label,
  description,
}: Props & {
  readonly name: TextName;
  readonly label: string;
  readonly description: string | undefined;
}) {
  return (
    <TextInput
      label={label}
      description={description ?? null}
      value={value.flow[name]}
      onChange={(event) =>
        change({ ...value, flow: { ...value.flow, [name]: event.currentTarget.value } }, '/spec')
      }
    />
  );
}

function ParseFields({ form }: Props) {
  const { t } = useTranslation();
  const { value, change } = form;
  const set = (flow: Partial<FlowFields>) =>
    change({ ...value, flow: { ...value.flow, ...flow } }, '/spec');
  return (
    <>
      <Switch
        label={t('logFlows.editor.traces')}
        checked={value.flow.traces}
        onChange={(event) => set({ traces: event.currentTarget.checked })}
      />
      <Select
        label={t('logFlows.editor.parser')}
        description={t('logFlows.editor.parserHelp')}
        w={260}
        allowDeselect={false}
        data={[
          { value: '', label: t('logFlows.editor.noParser') },
          ...PARSERS.map((parser) => ({ value: parser, label: parser })),
        ]}
        value={value.flow.parser}
        onChange={(parser) => set({ parser: parser ?? '' })}
      />
      {value.flow.parser === 'regexp' && (
        <FlowText
          form={form}
          name="expression"
          label={t('logFlows.editor.expression')}
          description={undefined}
        />
      )}
    </>
  );
}

function AddFields({ form: { value, change } }: Props) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t('logFlows.editor.add')}
      description={t('logFlows.editor.addHelp')}
      autosize
      minRows={2}
      value={value.flow.add}
      onChange={(event) =>
        change({ ...value, flow: { ...value.flow, add: event.currentTarget.value } }, '/spec')
      }
    />
  );
}

function OutputRefs({ form: { value, change, blur, errorAt } }: Props) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const outputs = useQuery(logOutputsQuery(call, owner)).data ?? [];
  const own = outputs.filter(({ scope }) => scope === value.scope).map(({ name }) => name);
  const isPlatform = value.scope.startsWith('_platform');
  const set = (flow: Partial<FlowFields>) =>
    change({ ...value, flow: { ...value.flow, ...flow } }, '/spec/localOutputRefs');
  const field = '/spec/localOutputRefs';
  const chosen = isPlatform ? value.flow.shared : value.flow.outputs;
  return (
    <>
      <MultiSelect
        label={t('logFlows.editor.outputs')}
        searchable
        data={[...new Set([...own, ...chosen])]}
        value={[...chosen]}
        error={errorAt(field)}
        onBlur={() => blur(field)}
        onChange={(names) => set(isPlatform ? { shared: names } : { outputs: names })}
      />
      {!isPlatform && (
        <TagsInput
          label={t('logFlows.editor.shared')}
          description={t('logFlows.editor.sharedHelp')}
          value={[...value.flow.shared]}
          onChange={(shared) => set({ shared })}
        />
      )}
    </>
  );
}
