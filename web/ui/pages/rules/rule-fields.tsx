import { Radio, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LintFinding } from '../../../contract/rule-lint.ts';
import { useSession } from '../../app/session.ts';
import { PairsField, pairPointer } from '../../forms/pairs-field.tsx';
import { pointer } from '../../forms/pointer.ts';
import type { Form } from '../../forms/use-form.ts';
import { ChannelSelect } from '../../notify/channel-select.tsx';
import { parseScope } from '../../scope/scope-text.ts';
import { scopeChoices } from '../../scope/search-scopes.ts';
import { usePlace } from '../../scope/use-place.ts';
import { ExpressionField } from './expression-field.tsx';
import { LevelsField } from './levels-field.tsx';
import { LintList, withSuggestion } from './lint-list.tsx';
import { logFormFields } from './log-form/log-form.ts';
import { LogFormFields } from './log-form/log-form-fields.tsx';
import { AbsenceFields, LevelNotifyField, PolicyField } from './notify/notify-fields.tsx';
import { RuleKindField } from './notify/rule-kind-field.tsx';
import classes from './rule-editor.module.css';
import type { RuleForm } from './rule-form.ts';
import { TemplateFields } from './templates/template-fields.tsx';
import { useRuleTemplate } from './templates/use-rule-template.ts';
import { UnitField } from './unit-field.tsx';
import { askedBy, type Preview } from './use-rule-preview.ts';

const LEVEL_CHANGES = ['raised', 'any', 'none'] as const;

/** Pointers of the fields below, where the service's findings can be shown. */
export function ruleFields(form: RuleForm): readonly string[] {
  const levels = form.levels.flatMap((_, index) =>
    [
      ...['severity', 'operator', 'threshold', 'for', 'checks', 'keepFiringFor'],
      ...['channels', 'repeat'],
    ].map((key) => pointer('levels', index, key)),
  );
  const pairs = (['labels', 'annotations'] as const).flatMap((field) =>
    form[field].flatMap(({ name }, index) => [pairPointer(field, index), pointer(field, name)]),
  );
  return [
    '/name',
    '/scope',
    '/language',
    '/expression',
    '/source/template',
    '/source/parameters/window',
    ...logFormFields(form.source),
    '/interval',
    '/levels',
    '/unit',
    '/record',
    '/policy',
    '/noData',
    '/onError',
    '/channels',
    '/contact',
    '/runbookUrl',
    '/dashboardUrl',
    ...levels,
    ...pairs,
  ];
}

/** What each part of the form works with. */
interface PartProps {
  readonly form: Form<RuleForm>;
  /** What is asked, as far as the service has said what the source comes to. */
  readonly expression: string;
  readonly set: (change: Partial<RuleForm>, field: string) => void;
  /** What is wrong at a field, found here or by the service. */
  readonly errorAt: (field: string) => string | undefined;
  readonly lint: Preview['lint'];
}

/** Help stands under its field. */
const ORDER: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
];

/** The fields of a rule, in the order one thinks of them. */
export function RuleFields({
  form,
  preview,
}: {
  readonly form: Form<RuleForm>;
  readonly preview: Preview;
}) {
  const part: PartProps = {
    form,
    expression: askedBy(form.value, preview),
    set: (change, field) => form.change({ ...form.value, ...change }, field),
    errorAt: (field) => form.errorAt(field) ?? preview.findings.get(field),
    lint: preview.lint,
  };
  return (
    <Stack gap="md">
      <QuestionFields {...part} />
      <RuleKindField form={form} error={part.errorAt('/record')} />
      <LevelFields {...part} />
      {form.value.record === null && (
        <>
          <PolicyField {...part} />
          <ChannelsField form={form} error={part.errorAt('/channels')} />
          <LevelNotifyField {...part} />
          <LevelChangeField {...part} />
        </>
      )}
      <AbsenceFields {...part} />
      <TextFields {...part} />
      <PeopleFields {...part} />
    </Stack>
  );
}

/** What is asked, of whom. */
function QuestionFields({
  form: { value, blur, change },
  form,
  expression,
  set,
  errorAt,
  lint,
}: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('rules.editor.name')}
        description={t('rules.editor.nameHelp')}
        inputWrapperOrder={ORDER}
        placeholder={t('rules.editor.namePlaceholder')}
        maxLength={200}
        value={value.name}
        error={errorAt('/name')}
        onBlur={() => blur('/name')}
        onChange={(event) => set({ name: event.currentTarget.value }, '/name')}
      />
      <ScopeField form={form} error={errorAt('/scope')} />
      {value.source === null && (
        <>
          <ExpressionField form={form} error={errorAt('/expression') ?? errorAt('/language')} />
          <UnitField
            unit={value.unit}
            error={errorAt('/unit')}
            onChange={(unit) => set({ unit }, '/unit')}
          />
        </>
      )}
      <TemplateFields form={form} expression={expression} errorAt={errorAt} />
      <LogFormFields form={form} expression={expression} errorAt={errorAt} />
      <LintList
        findings={lint}
        {...(value.source === null && {
          onTake: (finding: LintFinding) =>
            change(
              { ...value, expression: withSuggestion(value.expression, finding) },
              '/expression',
            ),
        })}
      />
    </>
  );
}

/** Who looks after it, and what they read. */
function PeopleFields({ form: { value, blur }, set, errorAt }: PartProps) {
  const { t } = useTranslation();
  return (['contact', 'runbookUrl', 'dashboardUrl'] as const).map((key) => (
    <TextInput
      key={key}
      label={t(`rules.editor.${key}`)}
      description={t(`rules.editor.${key}Help`)}
      inputWrapperOrder={ORDER}
      value={value[key]}
      error={errorAt(`/${key}`)}
      onBlur={() => blur(`/${key}`)}
      onChange={(event) => set({ [key]: event.currentTarget.value }, `/${key}`)}
    />
  ));
}

/** When it is an alert. */
function LevelFields({ form: { value, blur }, set, errorAt }: PartProps) {
  const { t } = useTranslation();
  const ofTemplate = useRuleTemplate(value.source).unit;
  const unit = value.source === null ? (value.unit ?? undefined) : ofTemplate;
  return (
    <>
      {value.record === null && (
        <LevelsField
          levels={value.levels}
          unit={unit}
          errorAt={errorAt}
          onBlur={blur}
          onChange={(levels, field) => set({ levels }, field)}
        />
      )}
      <TextInput
        label={t('rules.editor.interval')}
        description={t('rules.editor.intervalHelp')}
        inputWrapperOrder={ORDER}
        classNames={{ input: classes.interval ?? '' }}
        value={value.interval}
        error={errorAt('/interval')}
        onBlur={() => blur('/interval')}
        onChange={(event) => set({ interval: event.currentTarget.value }, '/interval')}
      />
    </>
  );
}

function LevelChangeField({ form: { value }, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t('rules.editor.levelChange.label')}
      value={value.levelChange}
      onChange={(chosen) => {
        const levelChange = LEVEL_CHANGES.find((each) => each === chosen);
        if (levelChange !== undefined) set({ levelChange }, '/levelChange');
      }}
    >
      <Stack gap={6} mt={6}>
        {LEVEL_CHANGES.map((each) => (
          <Radio key={each} value={each} size="xs" label={t(`rules.editor.levelChange.${each}`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

/** What goes along with its alerts, and whether it runs. */
function TextFields({ form: { value, blur }, set, errorAt }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <PairsField
        field="labels"
        legend={t('rules.editor.labels')}
        help={t('rules.editor.labelsHelp')}
        addText={t('rules.editor.addLabel')}
        pairs={value.labels}
        errorAt={errorAt}
        onBlur={blur}
        onChange={(labels) => set({ labels }, '/labels')}
      />
      {value.record === null && (
        <PairsField
          field="annotations"
          legend={t('rules.editor.annotations')}
          help={t('rules.editor.annotationsHelp', { template: '{{ $labels.job }}' })}
          addText={t('rules.editor.addAnnotation')}
          pairs={value.annotations}
          isLong
          errorAt={errorAt}
          onBlur={blur}
          onChange={(annotations) => set({ annotations }, '/annotations')}
        />
      )}
      <Switch
        label={t('rules.editor.enabled')}
        description={t('rules.editor.enabledHelp')}
        checked={value.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked }, '/enabled')}
      />
    </>
  );
}

interface FieldProps {
  readonly form: Form<RuleForm>;
  readonly error: string | undefined;
}

function ScopeField({ form, error }: FieldProps) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const choices = scopeChoices(scopes).filter(({ scope }) => parseScope(scope)?.owner === owner);
  const known = new Set(choices.map(({ scope }) => scope));
  const present = form.value.scope;
  const data = [...choices.map(({ scope }) => scope), ...(known.has(present) ? [] : [present])];
  return (
    <Select
      label={t('rules.editor.scope')}
      description={t('rules.editor.scopeHelp')}
      inputWrapperOrder={ORDER}
      searchable
      allowDeselect={false}
      data={data.filter((scope) => scope !== '')}
      value={present}
      error={error}
      onBlur={() => form.blur('/scope')}
      onChange={(scope) => {
        if (scope !== null) form.change({ ...form.value, scope }, '/scope');
      }}
    />
  );
}

function ChannelsField({ form, error }: FieldProps) {
  const { t } = useTranslation();
  return (
    <ChannelSelect
      label={t('rules.editor.channels')}
      description={t('rules.editor.channelsHelp')}
      value={form.value.channels}
      error={error}
      onChange={(chosen) => form.change({ ...form.value, channels: chosen }, '/channels')}
    />
  );
}
