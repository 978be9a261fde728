import { PasswordInput, Radio, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../../contract/channels.ts';
import { LANGUAGES } from '../../../contract/session.ts';
import { pointer } from '../../forms/pointer.ts';
import type { Form } from '../../forms/use-form.ts';
import { type ChannelForm, KINDS } from './channel-form.ts';
import classes from './channels.module.css';

const ORDER: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
];

interface Props {
  readonly form: Form<ChannelForm>;
  readonly stored: Channel | undefined;
}

/** The fields of a channel; which ones depends on its kind. `isBrief`: only what it needs to work. */
export function ChannelFields({ form, stored, isBrief = false }: Props & { isBrief?: boolean }) {
  const { t } = useTranslation();
  const { value, change, blur, errorAt } = form;
  return (
    <Stack gap="md">
      <KindField form={form} stored={stored} />
      <TextInput
        label={t('channels.editor.name')}
        value={value.name}
        maxLength={200}
        error={errorAt('/name')}
        onBlur={() => blur('/name')}
        onChange={(event) => change({ ...value, name: event.currentTarget.value }, '/name')}
      />
      {value.kind === 'email' && <AddressField form={form} />}
      {value.kind === 'webhook' && <WebhookFields form={form} stored={stored} />}
      {!isBrief && <MoreFields form={form} />}
    </Stack>
  );
}

function MoreFields({ form: { value, change } }: Pick<Props, 'form'>) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        label={t('channels.editor.language')}
        w={200}
        allowDeselect={false}
        data={LANGUAGES.map((each) => ({ value: each, label: t(`frame.language.${each}`) }))}
        value={value.language}
        onChange={(chosen) => {
          const language = LANGUAGES.find((each) => each === chosen);
          if (language !== undefined) change({ ...value, language }, '/language');
        }}
      />
      <Switch
        label={t('channels.editor.sendResolved')}
        checked={value.sendResolved}
        onChange={(event) =>
          change({ ...value, sendResolved: event.currentTarget.checked }, '/sendResolved')
        }
      />
      <Switch
        label={t('channels.editor.enabled')}
        description={t('channels.editor.enabledHelp')}
        checked={value.enabled}
        onChange={(event) => change({ ...value, enabled: event.currentTarget.checked }, '/enabled')}
      />
    </>
  );
}

function KindField({ form, stored }: Props) {
  const { t } = useTranslation();
  const { value, change } = form;
  return (
    <Radio.Group
      label={t('channels.editor.kind')}
      value={value.kind}
      {...(stored === undefined ? {} : { description: t('channels.editor.kindFixed') })}
      onChange={(chosen) => {
        const kind = KINDS.find((each) => each === chosen);
        if (kind !== undefined) change({ ...value, kind }, '/kind');
      }}
    >
      <div className={classes.kinds}>
        {KINDS.map((kind) => (
          <Radio
            key={kind}
            value={kind}
            size="xs"
            disabled={stored !== undefined && stored.kind !== kind}
            label={t(`channels.kind.${kind}`)}
            description={t(`channels.kindText.${kind}`)}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

function AddressField({ form }: { readonly form: Form<ChannelForm> }) {
  const { t } = useTranslation();
  const { value, change, blur, errorAt } = form;
  const atAddress = value.to.flatMap((address, index) => {
    const error = errorAt(pointer('to', index));
    return error === undefined ? [] : [`${address}: ${error}`];
  });
  return (
    <TagsInput
      label={t('channels.editor.to')}
      description={t('channels.editor.toHelp')}
      inputWrapperOrder={ORDER}
      value={[...value.to]}
      maxTags={50}
      splitChars={[',', ' ', ';']}
      error={errorAt('/to') ?? atAddress[0]}
      onBlur={() => blur('/to')}
      onChange={(to) => change({ ...value, to }, '/to')}
    />
  );
}

function WebhookFields({ form, stored }: Props) {
  const { t } = useTranslation();
  const { value, change, blur, errorAt } = form;
  const isStored = stored?.kind === 'webhook';
  return (
    <>
      <TextInput
        label={t('channels.editor.url')}
        description={
          isStored
            ? t('channels.editor.urlKeep', { target: stored.target })
            : t('channels.editor.urlHelp')
        }
        inputWrapperOrder={ORDER}
        type="url"
        autoComplete="off"
        value={value.url}
        error={errorAt('/url')}
        onBlur={() => blur('/url')}
        onChange={(event) => change({ ...value, url: event.currentTarget.value }, '/url')}
      />
      <PasswordInput
        label={t('channels.editor.secret')}
        description={isStored ? t('channels.editor.secretKeep') : t('channels.editor.secretHelp')}
        inputWrapperOrder={ORDER}
        autoComplete="new-password"
        value={value.secret}
        error={errorAt('/secret')}
        onBlur={() => blur('/secret')}
        onChange={(event) => change({ ...value, secret: event.currentTarget.value }, '/secret')}
      />
    </>
  );
}
