import { ActionIcon, Button, Checkbox, Group, MultiSelect, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Subscription } from '../../../contract/personal.ts';
import { useSession } from '../../app/session.ts';
import formClasses from '../../forms/form-frame.module.css';
import type { Form } from '../../forms/use-form.ts';
import { usePlace } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import classes from './notifications.module.css';
import type { SettingsForm } from './settings-form.ts';

const MOST = 20;

/** What one hears of without being named. */
export function Subscriptions({ form }: { readonly form: Form<SettingsForm> }) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const { value, change, errorAt } = form;
  const all = value.subscriptions;
  const set = (subscriptions: Subscription[], at: string) =>
    change({ ...value, subscriptions }, at);
  return (
    <section aria-labelledby="own-subscriptions">
      <h2 id="own-subscriptions" className={classes.heading}>
        {t('personal.subscriptions')}
      </h2>
      <p className={classes.help}>{t('personal.subscriptionsHelp')}</p>
      {all.map((one, index) => (
        <OneSubscription
          // biome-ignore lint/suspicious/noArrayIndexKey: subscriptions have no identity but their place
          key={index}
          one={one}
          error={errorAt(`/subscriptions/${index}/scope`)}
          silent={errorAt(`/subscriptions/${index}`)}
          onChange={(next) => set(all.with(index, next), `/subscriptions/${index}`)}
          onRemove={() => set(all.toSpliced(index, 1), '/subscriptions')}
        />
      ))}
      {all.length < MOST && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            const next = {
              scope: scope.split('@')[0] ?? scope,
              severities: [],
              inbox: true,
              mail: false,
            };
            set([...all, next], '/subscriptions');
          }}
        >
          {t('personal.subscribe')}
        </Button>
      )}
    </section>
  );
}

function OneSubscription({
  one,
  error,
  silent,
  onChange,
  onRemove,
}: {
  readonly one: Subscription;
  readonly error: string | undefined;
  /** What is wrong with how it tells. */
  readonly silent: string | undefined;
  readonly onChange: (one: Subscription) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const ladder = useLadder();
  const readable = scopes
    .filter(({ permissions }) => permissions.includes('incidents:read'))
    .map(({ path }) => path);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a card within the section
    <div className={classes.card} role="group" aria-label={one.scope}>
      <div className={classes.row}>
        <Select
          className={classes.grow ?? ''}
          size="xs"
          label={t('personal.scope')}
          searchable
          allowDeselect={false}
          data={[...new Set([...readable, one.scope])]}
          value={one.scope}
          error={error}
          onChange={(scope) => onChange({ ...one, scope: scope ?? one.scope })}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('forms.remove', { what: one.scope })}
          onClick={onRemove}
        >
          <IconX size={15} />
        </ActionIcon>
      </div>
      <MultiSelect
        size="xs"
        label={t('personal.severities')}
        placeholder={one.severities.length === 0 ? t('personal.everySeverity') : ''}
        data={[...new Set([...ladder, ...one.severities])]}
        value={one.severities}
        onChange={(severities) => onChange({ ...one, severities })}
      />
      <Ways one={one} silent={silent} onChange={onChange} />
    </div>
  );
}

function Ways({
  one,
  silent,
  onChange,
}: {
  readonly one: Subscription;
  readonly silent: string | undefined;
  readonly onChange: (one: Subscription) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <Group gap={16}>
        {(['inbox', 'mail'] as const).map((way) => (
          <Checkbox
            key={way}
            size="xs"
            label={t(`personal.way.${way}`)}
            checked={one[way]}
            onChange={(event) => onChange({ ...one, [way]: event.currentTarget.checked })}
          />
        ))}
      </Group>
      {silent !== undefined && (
        <div className={formClasses.wrong} data-invalid="true">
          {silent}
        </div>
      )}
    </>
  );
}
