import { Button, Select, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SystemRule } from '../../../contract/system-rules.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { StoredForm } from '../../forms/stored-form.tsx';
import { useEditorActions } from '../../forms/use-editor-actions.ts';
import { type Form, useForm } from '../../forms/use-form.ts';
import { useWords } from '../../i18n/use-words.ts';
import { ChannelSelect } from '../../notify/channel-select.tsx';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import {
  formOfOverride,
  isOverrideForm,
  mistakesOf,
  type OverrideForm,
  overrideFields,
  overrideOf,
} from './override-form.ts';
import { OverrideLevels } from './override-levels.tsx';

/** The form of what an owner has otherwise of a rule. */
export function OverrideEditor({ rule }: { readonly rule: SystemRule }) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { owner } = usePlace().parts;
  const form = useForm<OverrideForm>({
    key: `${user.id}/${owner}/system-rule/${rule.id}`,
    base: String(rule.revision),
    initial: formOfOverride(rule),
    isShape: isOverrideForm,
    validate: (value) =>
      new Map(
        [...mistakesOf(value)].map(([field, what]) => [field, t(`systemRules.form.${what}`)]),
      ),
  });
  const actions = useOverrideActions(form, rule);
  const isReadOnly = !may(scopes, owner, 'rules:write');
  return (
    <StoredForm
      form={form}
      actions={actions}
      fields={overrideFields(form.value)}
      isNew={false}
      isReadOnly={isReadOnly}
      locksFields
      destructive={
        rule.override !== null &&
        !isReadOnly && (
          <Button variant="subtle" size="sm" onClick={() => void actions.remove()}>
            {t('systemRules.reset')}
          </Button>
        )
      }
    >
      <EnabledField form={form} rule={rule} />
      {rule.record === null && <OverrideLevels form={form} rule={rule} />}
      <OtherFields form={form} rule={rule} />
    </StoredForm>
  );
}

function useOverrideActions(form: Form<OverrideForm>, rule: SystemRule) {
  const { t } = useTranslation();
  const words = useWords();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const params = { owner, rule: rule.id };
  const update = async (revision: number) => {
    await call('systemRules.override', { params, body: overrideOf(form.value), revision });
    return t('systemRules.saved', { rule: words(rule.title) });
  };
  return useEditorActions(form, {
    list: '/rules/system',
    revision: rule.revision,
    create: () => update(0),
    update,
    remove: async () => {
      await call('systemRules.reset', { params, revision: rule.revision });
      return t('systemRules.resetDone', { rule: words(rule.title) });
    },
    latestRevision: async () => (await call('systemRules.get', { params })).revision,
  });
}

interface FieldProps {
  readonly form: Form<OverrideForm>;
  readonly rule: SystemRule;
}

function EnabledField({ form, rule }: FieldProps) {
  const { t } = useTranslation();
  const { value } = form;
  const state = t(`systemRules.form.${rule.isOnByDefault ? 'enabledOn' : 'enabledOff'}`);
  const choices = ['default', 'on', 'off'] as const;
  const labels = {
    default: t('systemRules.form.enabledDefault', { state }),
    on: t('systemRules.form.enabledOn'),
    off: t('systemRules.form.enabledOff'),
  };
  return (
    <Select
      label={t('systemRules.form.enabled')}
      {...(rule.isGroupOn ? {} : { description: t('systemRules.form.groupOff') })}
      allowDeselect={false}
      data={choices.map((choice) => ({ value: choice, label: labels[choice] }))}
      value={value.enabled}
      onChange={(chosen) => {
        const enabled = choices.find((choice) => choice === chosen);
        if (enabled !== undefined) form.change({ ...value, enabled }, '/enabled');
      }}
    />
  );
}

const RECORDING_TIMES = ['interval'] as const;
const ALERTING_TIMES = ['keepFiringFor', 'interval'] as const;

function OtherFields({ form, rule }: FieldProps) {
  const { t } = useTranslation();
  const { value } = form;
  const isRecording = rule.record !== null;
  return (
    <>
      {(isRecording ? RECORDING_TIMES : ALERTING_TIMES).map((name) => (
        <TextInput
          key={name}
          label={t(`systemRules.form.${name}`)}
          description={t('systemRules.form.emptyHelp', { default: rule.defaults[name] })}
          value={value[name]}
          error={form.errorAt(`/${name}`)}
          onBlur={() => form.blur(`/${name}`)}
          onChange={(event) =>
            form.change({ ...value, [name]: event.currentTarget.value }, `/${name}`)
          }
        />
      ))}
      {!isRecording && <ChannelFields form={form} />}
      {!isRecording && <LevelChangeField form={form} />}
    </>
  );
}

function ChannelFields({ form }: Pick<FieldProps, 'form'>) {
  const { t } = useTranslation();
  const { value } = form;
  return (
    <>
      <Switch
        label={t('systemRules.form.ownChannels')}
        checked={value.ownChannels}
        onChange={(event) =>
          form.change({ ...value, ownChannels: event.currentTarget.checked }, '/channels')
        }
      />
      {value.ownChannels && (
        <ChannelSelect
          label={t('systemRules.form.channels')}
          value={value.channels}
          error={form.errorAt('/channels')}
          onChange={(channels) => form.change({ ...value, channels }, '/channels')}
        />
      )}
    </>
  );
}

function LevelChangeField({ form }: Pick<FieldProps, 'form'>) {
  const { t } = useTranslation();
  const { value } = form;
  const choices = ['default', 'raised', 'any', 'none'] as const;
  const label = (choice: (typeof choices)[number]) =>
    choice === 'default'
      ? t('systemRules.form.levelChangeDefault')
      : t(`systemRules.form.${choice}`);
  return (
    <Select
      label={t('systemRules.form.levelChange')}
      allowDeselect={false}
      data={choices.map((choice) => ({ value: choice, label: label(choice) }))}
      value={value.levelChange}
      onChange={(chosen) => {
        const levelChange = choices.find((choice) => choice === chosen);
        if (levelChange !== undefined) form.change({ ...value, levelChange }, '/levelChange');
      }}
    />
  );
}
