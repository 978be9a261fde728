import { SegmentedControl, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import formClasses from '../../forms/form-frame.module.css';
import type { Form } from '../../forms/use-form.ts';
import { ChannelSelect } from '../../notify/channel-select.tsx';
import classes from '../policies/policies.module.css';
import { ADDRESSES, addressesOf, CHANNELS, RANGES, type ReportForm } from './report-form.ts';
import { ReportTimes } from './report-times.tsx';
import { useBoards } from './use-boards.ts';

interface Props {
  readonly form: Form<ReportForm>;
}

/** The fields of a report. */
export function ReportFields({ form }: Props) {
  const { t } = useTranslation();
  const { value, errorAt, blur } = form;
  const set = (change: Partial<ReportForm>, field: string) =>
    form.change({ ...value, ...change }, field);
  return (
    <Stack gap="md">
      <TextInput
        label={t('reports.name')}
        maxLength={120}
        value={value.name}
        error={errorAt('/name')}
        onBlur={() => blur('/name')}
        onChange={(event) => set({ name: event.currentTarget.value }, '/name')}
      />
      <What form={form} />
      <ReportTimes form={form} />
      <Looks form={form} />
      <Recipients form={form} />
      <Switch
        label={t('reports.enabled')}
        checked={value.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked }, '/enabled')}
      />
    </Stack>
  );
}

function What({ form }: Props) {
  const { t } = useTranslation();
  const { builtIn, ofOwner } = useBoards();
  const { value, errorAt, blur } = form;
  const isKnown = [...builtIn, ...ofOwner].some((one) => one.value === value.dashboard);
  const gone = isKnown || value.dashboard === '' ? [] : [value.dashboard];
  return (
    <>
      <Select
        label={t('reports.dashboard')}
        searchable
        data={[
          ...(ofOwner.length + gone.length > 0
            ? [{ group: t('reports.own'), items: [...ofOwner, ...gone] }]
            : []),
          { group: t('reports.builtIn'), items: [...builtIn] },
        ]}
        value={value.dashboard === '' ? null : value.dashboard}
        error={errorAt('/dashboard')}
        onChange={(dashboard) =>
          form.change({ ...value, dashboard: dashboard ?? '' }, '/dashboard')
        }
      />
      <TextInput
        label={t('reports.scope')}
        description={t('reports.scopeHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={value.scope}
        error={errorAt('/scope')}
        onBlur={() => blur('/scope')}
        onChange={(event) => form.change({ ...value, scope: event.currentTarget.value }, '/scope')}
      />
      <Textarea
        label={t('reports.variables')}
        description={t('reports.variablesHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autosize
        maxRows={8}
        spellCheck={false}
        value={value.variables}
        error={errorAt('/variables')}
        onChange={(event) =>
          form.change({ ...value, variables: event.currentTarget.value }, '/variables')
        }
      />
    </>
  );
}

function Looks({ form }: Props) {
  const { t } = useTranslation();
  const { value } = form;
  return (
    <>
      <Select
        label={t('reports.range')}
        allowDeselect={false}
        data={RANGES.map((range) => ({ value: range, label: t(`reports.ranges.${range}`) }))}
        value={value.range}
        onChange={(chosen) => {
          const range = RANGES.find((one) => one === chosen);
          if (range !== undefined) form.change({ ...value, range }, '/range');
        }}
      />
      <div className={classes.two}>
        <Choice
          label={t('reports.attachment')}
          options={[
            ['pdf', t('reports.pdf')],
            ['html', t('reports.html')],
            ['none', t('reports.none')],
          ]}
          value={value.attachment}
          onChange={(attachment) => form.change({ ...value, attachment }, '/attachment')}
        />
        <Choice
          label={t('reports.language')}
          options={[
            ['en', 'English'],
            ['zh', '中文'],
          ]}
          value={value.language}
          onChange={(language) => form.change({ ...value, language }, '/language')}
        />
        <Choice
          label={t('reports.theme')}
          options={[
            ['light', t('reports.light')],
            ['dark', t('reports.dark')],
          ]}
          value={value.theme}
          onChange={(theme) => form.change({ ...value, theme }, '/theme')}
        />
      </div>
    </>
  );
}

function Choice<Value extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly (readonly [Value, string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{label}</legend>
      <SegmentedControl
        size="xs"
        aria-label={label}
        value={value}
        data={options.map(([one, text]) => ({ value: one, label: text }))}
        onChange={(chosen) => {
          const found = options.find(([one]) => one === chosen);
          if (found !== undefined) onChange(found[0]);
        }}
      />
    </fieldset>
  );
}

function Recipients({ form }: Props) {
  const { t } = useTranslation();
  const { value, errorAt, blur } = form;
  const first = (base: string, count: number) =>
    [base, ...Array.from({ length: count }, (_, index) => `${base}/${index}`)]
      .map((path) => errorAt(path))
      .find((error) => error !== undefined);
  return (
    <>
      <Textarea
        label={t('reports.addresses')}
        description={t('reports.addressesHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        value={value.addresses}
        error={first(ADDRESSES, addressesOf(value.addresses).length)}
        onBlur={() => blur(ADDRESSES)}
        onChange={(event) =>
          form.change({ ...value, addresses: event.currentTarget.value }, ADDRESSES)
        }
      />
      <ChannelSelect
        label={t('reports.channels')}
        kinds={['email']}
        value={value.channels}
        error={first(CHANNELS, value.channels.length)}
        onChange={(channels) => form.change({ ...value, channels }, CHANNELS)}
      />
    </>
  );
}
