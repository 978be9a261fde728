import { ActionIcon, Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../contract/personal.ts';
import type { Form } from '../../forms/use-form.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useChannelKinds } from '../../notify/use-channel-kinds.ts';
import { useLadder } from '../../severity/ladder.ts';
import classes from './notifications.module.css';
import type { SettingsForm } from './settings-form.ts';

const MOST = 20;

/** How oneself is called by name, and which mail address is used at which severity. */
export function Contacts({ form }: { readonly form: Form<SettingsForm> }) {
  const { t } = useTranslation();
  const { value, change, errorAt } = form;
  const all = value.contacts;
  const [first] = useContactKinds();
  const set = (contacts: Contact[], at: string) => change({ ...value, contacts }, at);
  return (
    <section aria-labelledby="own-contacts">
      <h2 id="own-contacts" className={classes.heading}>
        {t('personal.contacts')}
      </h2>
      <p className={classes.help}>{t('personal.contactsHelp')}</p>
      {value.addresses.map((one, index) => (
        <div key={one.address} className={classes.row}>
          <span className={classes.grow}>{one.address}</span>
          <Severities
            label={t('personal.severitiesOf', { what: one.address })}
            value={one.severities}
            onChange={(severities) =>
              change(
                { ...value, addresses: value.addresses.with(index, { ...one, severities }) },
                `/addresses/${index}`,
              )
            }
          />
        </div>
      ))}
      {all.map((one, index) => (
        <OneContact
          // biome-ignore lint/suspicious/noArrayIndexKey: contacts have no identity but their place
          key={index}
          one={one}
          error={errorAt(`/contacts/${index}/value`)}
          onChange={(next) => set(all.with(index, next), `/contacts/${index}/value`)}
          onRemove={() => set(all.toSpliced(index, 1), '/contacts')}
        />
      ))}
      {all.length < MOST && first !== undefined && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            set([...all, { kind: first.kind, value: '', severities: [] }], '/contacts')
          }
        >
          {t('personal.addContact')}
        </Button>
      )}
    </section>
  );
}

/** By what the kinds of channels here call people. */
function useContactKinds() {
  return useChannelKinds().flatMap(({ contacts }) => contacts);
}

function OneContact({
  one,
  error,
  onChange,
  onRemove,
}: {
  readonly one: Contact;
  readonly error: string | undefined;
  readonly onChange: (one: Contact) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const kinds = useContactKinds();
  const known = kinds.find(({ kind }) => kind === one.kind);
  const name = known === undefined ? one.kind : words(known.title);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a card within the section
    <div className={classes.card} role="group" aria-label={`${name} ${one.value}`}>
      <div className={classes.row}>
        <Select
          w={200}
          size="xs"
          label={t('personal.contactKind')}
          allowDeselect={false}
          data={kinds.map(({ kind, title }) => ({ value: kind, label: words(title) }))}
          value={one.kind}
          onChange={(chosen) => {
            if (chosen !== null) onChange({ ...one, kind: chosen });
          }}
        />
        <TextInput
          className={classes.grow ?? ''}
          size="xs"
          label={name}
          placeholder={known?.example ?? ''}
          value={one.value}
          error={error}
          onChange={(event) => onChange({ ...one, value: event.currentTarget.value })}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('forms.remove', { what: `${name} ${one.value}` })}
          onClick={onRemove}
        >
          <IconX size={15} />
        </ActionIcon>
      </div>
      <Severities
        label={t('personal.severities')}
        value={one.severities}
        onChange={(severities) => onChange({ ...one, severities })}
      />
    </div>
  );
}

function Severities({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (severities: string[]) => void;
}) {
  const { t } = useTranslation();
  const ladder = useLadder();
  return (
    <MultiSelect
      className={classes.grow ?? ''}
      size="xs"
      label={label}
      placeholder={value.length === 0 ? t('personal.everySeverity') : ''}
      data={[...new Set([...ladder, ...value])]}
      value={[...value]}
      onChange={onChange}
    />
  );
}
