import { Alert, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { parseDurationMs } from '../../../../../platform/model/duration.ts';
import { UNITS } from '../../../../../queries/templates/units.data.ts';
import type { RuleTemplate } from '../../../../contract/rule-templates.ts';
import { templateQuery, templatesQuery } from '../../../api/template-queries.ts';
import { useServices } from '../../../app/services.ts';
import { useSession } from '../../../app/session.ts';
import { DeleteButton } from '../../../forms/delete-button.tsx';
import { type Findings, pointer } from '../../../forms/pointer.ts';
import { StoredForm } from '../../../forms/stored-form.tsx';
import { useEditorActions } from '../../../forms/use-editor-actions.ts';
import { type Form, useForm } from '../../../forms/use-form.ts';
import { may } from '../../../scope/permissions.ts';
import { usePlace } from '../../../scope/use-place.ts';
import { textIn } from './catalogue.ts';
import { TemplateLabels, TemplateLevels } from './own-template-parts.tsx';
import {
  inputOfTemplate,
  isTemplateForm,
  quantityReader,
  type TemplateForm,
} from './template-form.ts';

/** The form of a template of the tenant; the service's lint speaks at its fields. */
export function OwnTemplateEditor({
  stored,
  draftKey,
  initial,
}: {
  readonly stored: RuleTemplate | undefined;
  readonly draftKey: string;
  readonly initial: TemplateForm;
}) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { owner } = usePlace().parts;
  const form = useForm<TemplateForm>({
    key: `${user.id}/${owner}/template/${draftKey}`,
    base: stored === undefined ? '' : String(stored.revision),
    initial,
    isShape: isTemplateForm,
    validate: (value) => checkTemplate(value, t),
  });
  const actions = useTemplateActions(form, stored);
  const isReadOnly = !may(scopes, owner, 'rules:write') || stored?.isOwn === false;
  return (
    <StoredForm
      form={form}
      actions={actions}
      fields={fieldsOf(form.value)}
      isNew={stored === undefined}
      isReadOnly={isReadOnly}
      locksFields
      destructive={
        stored !== undefined &&
        !isReadOnly && (
          <DeleteButton
            title={t('templates.editor.deleteTitle', { name: stored.id })}
            text={t('templates.editor.deleteText')}
            confirm={t('templates.editor.deleteConfirm')}
            onDelete={actions.remove}
          />
        )
      }
    >
      {stored !== undefined && !isReadOnly && (
        <Alert color="gray">{t('templates.editor.rulesStay')}</Alert>
      )}
      <Fields form={form} isStored={stored !== undefined} />
    </StoredForm>
  );
}

function fieldsOf(form: TemplateForm): readonly string[] {
  const levels = form.levels.flatMap((_, index) =>
    ['severity', 'threshold'].map((key) => pointer('levels', index, key)),
  );
  const names = [
    'resource',
    'rule',
    'promql',
    'unit',
    'labels',
    'window',
    'levels',
    'for',
    'range',
  ];
  const texts = ['title', 'description', 'advice'].flatMap((name) => [
    name,
    `${name}/en`,
    `${name}/zh`,
  ]);
  return [...[...names, ...texts].map((name) => `/${name}`), ...levels];
}

function checkTemplate(form: TemplateForm, t: TFunction): Findings {
  const findings = new Map<string, string>();
  const say = (field: string, isWrong: boolean, words: string) => {
    if (isWrong && !findings.has(field)) findings.set(field, words);
  };
  const number = quantityReader(form.unit);
  say('/resource', form.resource === '', t('forms.required'));
  say('/rule', !/^[a-zA-Z]\w{0,62}$/.test(form.rule), t('templates.editor.invalidRule'));
  say('/title/en', form.title.en === '' && form.title.zh === '', t('forms.required'));
  say('/promql', form.promql.trim() === '', t('forms.required'));
  say('/for', parseDurationMs(form.for.trim()) === undefined, t('rules.editor.invalidDuration'));
  const window = form.window.trim();
  say(
    '/window',
    window !== '' && parseDurationMs(window) === undefined,
    t('rules.editor.invalidDuration'),
  );
  for (const [index, { threshold }] of form.levels.entries()) {
    const field = pointer('levels', index, 'threshold');
    say(field, Number.isNaN(number(threshold)), t('rules.editor.invalidThreshold'));
  }
  const bounds = [form.min, form.max].filter((text) => text.trim() !== '');
  say(
    '/range',
    bounds.some((text) => Number.isNaN(number(text))),
    t('rules.editor.invalidThreshold'),
  );
  return findings;
}

function useTemplateActions(form: Form<TemplateForm>, stored: RuleTemplate | undefined) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const template = stored?.id ?? '';
  return useEditorActions(form, {
    list: '/rules/templates',
    revision: stored?.revision ?? undefined,
    create: async () => {
      const body = inputOfTemplate(form.value);
      const { id } = await call('ruleTemplates.create', { params: { owner }, body });
      return t('templates.editor.created', { name: id });
    },
    update: async (revision) => {
      const body = inputOfTemplate(form.value);
      await call('ruleTemplates.update', { params: { owner, template }, body, revision });
      return t('templates.editor.saved', { name: template });
    },
    remove: async () => {
      await call('ruleTemplates.delete', { params: { owner, template } });
      return t('templates.editor.deleted', { name: template });
    },
    latestRevision: async () => {
      const latest = { ...templateQuery(call, owner, template), staleTime: 0 };
      return (await queryClient.fetchQuery(latest)).revision ?? 1;
    },
  });
}

function Fields({
  form,
  isStored,
}: {
  readonly form: Form<TemplateForm>;
  readonly isStored: boolean;
}) {
  const set = (change: Partial<TemplateForm>, field: string) =>
    form.change({ ...form.value, ...change }, field);
  return (
    <Stack gap="md">
      <Identity form={form} set={set} isStored={isStored} />
      <Texts form={form} set={set} />
      <Query form={form} set={set} />
      <TemplateLabels
        labels={form.value.labels}
        error={form.errorAt('/labels')}
        change={(labels) => set({ labels }, '/labels')}
      />
      <TemplateLevels form={form} set={set} />
    </Stack>
  );
}

interface PartProps {
  readonly form: Form<TemplateForm>;
  readonly set: (change: Partial<TemplateForm>, field: string) => void;
}

/** What makes its id, which does not change. */
function Identity({ form, set, isStored }: PartProps & { readonly isStored: boolean }) {
  const { t, i18n } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const all = useQuery(templatesQuery(call, owner)).data ?? [];
  const resources = new Map(
    all.map(({ resource, resourceTitle }) => [resource, textIn(resourceTitle, i18n.language)]),
  );
  const { resource, rule } = form.value;
  if (resource !== '' && !resources.has(resource)) resources.set(resource, resource);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
      <Select
        label={t('templates.editor.resource')}
        searchable
        disabled={isStored}
        allowDeselect={false}
        data={[...resources].map(([value, label]) => ({ value, label }))}
        value={resource === '' ? null : resource}
        error={form.errorAt('/resource')}
        onChange={(chosen) => set({ resource: chosen ?? '' }, '/resource')}
      />
      <TextInput
        label={t('templates.editor.rule')}
        disabled={isStored}
        value={rule}
        error={form.errorAt('/rule')}
        onBlur={() => form.blur('/rule')}
        onChange={(event) => set({ rule: event.currentTarget.value }, '/rule')}
      />
    </SimpleGrid>
  );
}

/** Each in both languages; one of them is enough. */
function Texts({ form, set }: PartProps) {
  const { t } = useTranslation();
  return (['title', 'description', 'advice'] as const).map((name) => (
    <SimpleGrid key={name} cols={{ base: 1, xs: 2 }} spacing="xs">
      {(['en', 'zh'] as const).map((language) => (
        <Textarea
          key={language}
          autosize
          minRows={1}
          maxRows={4}
          label={t(`templates.editor.${name}`, { language: t(`templates.editor.in.${language}`) })}
          value={form.value[name][language]}
          error={form.errorAt(`/${name}/${language}`) ?? form.errorAt(`/${name}`)}
          onBlur={() => form.blur(`/${name}/${language}`)}
          onChange={(event) =>
            set(
              { [name]: { ...form.value[name], [language]: event.currentTarget.value } },
              `/${name}/${language}`,
            )
          }
        />
      ))}
    </SimpleGrid>
  ));
}

function Query({ form, set }: PartProps) {
  const { t } = useTranslation();
  const { promql, unit, window } = form.value;
  return (
    <>
      <Textarea
        label={t('templates.editor.promql')}
        description={t('templates.editor.promqlHelp', {
          by: '$by',
          window: '$window',
          matcher: 'pod=~"$pod"',
        })}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        autosize
        minRows={3}
        maxRows={14}
        spellCheck={false}
        value={promql}
        error={form.errorAt('/promql')}
        onBlur={() => form.blur('/promql')}
        onChange={(event) => set({ promql: event.currentTarget.value }, '/promql')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        <Select
          label={t('templates.editor.unit')}
          allowDeselect={false}
          data={Object.entries(UNITS).map(([value, { plain }]) => ({ value, label: plain }))}
          value={unit}
          error={form.errorAt('/unit')}
          onChange={(chosen) => set({ unit: chosen ?? unit }, '/unit')}
        />
        <TextInput
          label={t('templates.editor.window')}
          placeholder="5m"
          value={window}
          error={form.errorAt('/window')}
          onBlur={() => form.blur('/window')}
          onChange={(event) => set({ window: event.currentTarget.value }, '/window')}
        />
      </SimpleGrid>
    </>
  );
}
