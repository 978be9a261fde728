import { Alert, Checkbox, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChannelKind, ChannelKindField } from '../../../contract/channel-kinds.ts';
import type { Channel } from '../../../contract/channels.ts';
import { LANGUAGES } from '../../../contract/session.ts';
import { LockedFields } from '../../forms/locked-fields.tsx';
import type { Form } from '../../forms/use-form.ts';
import { kindNamed } from '../../notify/kind-named.ts';
import { type ChannelForm, DECLINABLE } from './channel-form.ts';
import classes from './channels.module.css';
import { KindField } from './kind-field.tsx';
import { KindPicker } from './kind-picker.tsx';
import { TextsField } from './texts-field.tsx';

interface Props {
  readonly form: Form<ChannelForm>;
  readonly kinds: readonly ChannelKind[];
  readonly stored: Channel | undefined;
}

interface FieldsProps extends Props {
  /** Only what it needs to work. */
  readonly isBrief?: boolean;
  /** All but the preview of a message can be read only. */
  readonly isLocked?: boolean;
}

/** The fields of a channel; which ones depends on its kind. */
export function ChannelFields(props: FieldsProps) {
  const { form, kinds, stored, isBrief = false, isLocked = false } = props;
  const { t } = useTranslation();
  const { value, change, blur, errorAt } = form;
  const kind = kindNamed(kinds, value.kind);
  return (
    <Stack gap="md">
      <LockedFields isLocked={isLocked}>
        <KindPicker form={form} kinds={kinds} stored={stored} />
        <TextInput
          label={t('channels.editor.name')}
          value={value.name}
          maxLength={200}
          error={errorAt('/name')}
          onBlur={() => blur('/name')}
          onChange={(event) => change({ ...value, name: event.currentTarget.value }, '/name')}
        />
        <OwnFields form={form} kinds={kinds} stored={stored} isBrief={isBrief} />
        {!isBrief && <MoreFields form={form} />}
      </LockedFields>
      {!isBrief && kind.texts && <TextsField form={form} kind={kind} isLocked={isLocked} />}
    </Stack>
  );
}

function OwnFields({ form, kinds, stored, isBrief }: Props & { readonly isBrief: boolean }) {
  const { t } = useTranslation();
  const { fields } = kindNamed(kinds, form.value.kind);
  const shown = (field: ChannelKindField) => (
    <KindField key={field.name} form={form} field={field} kinds={kinds} stored={stored} />
  );
  const rare = isBrief ? [] : fields.filter((field) => field.rare);
  const isOpen = rare.some(({ name }) => form.value.values[name] !== undefined);
  const rotating = fields.flatMap(({ name, previous }) =>
    previous !== undefined && stored?.secrets.includes(previous) ? [{ name, previous }] : [],
  );
  return (
    <>
      {fields.filter((field) => !field.rare).map(shown)}
      {rotating.map((one) => (
        <Rotation key={one.name} form={form} {...one} />
      ))}
      {rare.length > 0 && (
        <details className={classes.rare} open={isOpen}>
          <summary>{t('channels.editor.rare')}</summary>
          <Stack gap="md" mt="sm">
            {rare.map(shown)}
          </Stack>
        </details>
      )}
    </>
  );
}

/** Two keys sign until the old one is given up. */
function Rotation({
  form: { value, change },
  name,
  previous,
}: Pick<Props, 'form'> & { readonly name: string; readonly previous: string }) {
  const { t } = useTranslation();
  const isEnded = value.clear.includes(previous);
  const others = value.clear.filter((each) => each !== previous);
  return (
    <Alert color="gray">
      {t('channels.editor.rotation')}
      <Checkbox
        mt="xs"
        size="xs"
        label={t('channels.editor.rotationEnd')}
        checked={isEnded}
        onChange={() =>
          change({ ...value, clear: isEnded ? others : [...others, previous] }, `/${name}`)
        }
      />
    </Alert>
  );
}

function MoreFields({ form }: Pick<Props, 'form'>) {
  const { t } = useTranslation();
  const { value, change } = form;
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
      <EventsField form={form} />
      <Switch
        label={t('channels.editor.enabled')}
        description={t('channels.editor.enabledHelp')}
        checked={value.enabled}
        onChange={(event) => change({ ...value, enabled: event.currentTarget.checked }, '/enabled')}
      />
    </>
  );
}

const EVENTS = ['firing', 'resolved', ...DECLINABLE.slice(1)] as const;

/** What the channel wants to be told of. */
function EventsField({ form: { value, change } }: Pick<Props, 'form'>) {
  const { t } = useTranslation();
  const wanted = DECLINABLE.filter((event) => !value.declines.includes(event));
  return (
    <Checkbox.Group
      label={t('channels.editor.events')}
      description={t('channels.editor.eventsHelp')}
      inputWrapperOrder={['label', 'input', 'description']}
      value={[...wanted, ...(value.sendResolved ? ['resolved'] : [])]}
      onChange={(chosen) => {
        const declines = DECLINABLE.filter((event) => !chosen.includes(event));
        change({ ...value, declines, sendResolved: chosen.includes('resolved') }, '/declines');
      }}
    >
      <div className={classes.events}>
        {EVENTS.map((event) => (
          <Checkbox key={event} value={event} size="xs" label={t(`channels.event.${event}`)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
