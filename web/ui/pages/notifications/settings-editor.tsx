import { Checkbox, MultiSelect, Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonalSettings } from '../../../contract/personal.ts';
import { PERSONAL_KEY, personalQuery } from '../../api/personal-queries.ts';
import { useServices } from '../../app/services.ts';
import { FormFrame } from '../../forms/form-frame.tsx';
import { type Form, useForm } from '../../forms/use-form.ts';
import { useLadder } from '../../severity/ladder.ts';
import { useZone } from '../../time/zone.ts';
import { WeekGrid } from '../../week-grid/week-grid.tsx';
import { Contacts } from './contacts.tsx';
import classes from './notifications.module.css';
import {
  checkSettings,
  formOfSettings,
  inputOfSettings,
  isSettingsForm,
  type SettingsForm,
} from './settings-form.ts';
import { Subscriptions } from './subscriptions.tsx';

interface Props {
  readonly settings: PersonalSettings;
  readonly userId: string;
}

/** Contacts, quiet hours and subscriptions, saved together. */
export function SettingsEditor({ settings, userId }: Props) {
  const { t } = useTranslation();
  const form = useForm<SettingsForm>({
    key: `${userId}/personal`,
    base: String(settings.revision),
    initial: formOfSettings(settings),
    isShape: isSettingsForm,
    validate: (value) =>
      checkSettings(value, { way: t('personal.chooseWay'), value: t('personal.contactMissing') }),
  });
  const { isBusy, save } = useSave(form, settings.revision);
  return (
    <FormFrame
      form={form}
      fields={[
        '/quietHours/zone',
        ...form.value.contacts.map((_, at) => `/contacts/${at}/value`),
        ...form.value.subscriptions.map((_, at) => `/subscriptions/${at}`),
      ]}
      isNew={false}
      isBusy={isBusy}
      isReadOnly={false}
      onSave={() => void save('theirs')}
      onCancel={() => {
        form.settle();
        form.change(formOfSettings(settings), '');
      }}
      onConflict={(choice) => void save(choice, true)}
    >
      <Contacts form={form} />
      <QuietHours form={form} />
      <Subscriptions form={form} />
    </FormFrame>
  );
}

/** After a lost race: take what is stored now, or save over it. */
function useSave(form: Form<SettingsForm>, revision: number) {
  const { t } = useTranslation();
  const { call } = useServices();
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const save = async (choice: 'theirs' | 'mine', isConflict = false) => {
    if (!isConflict && !form.check()) return;
    setIsBusy(true);
    form.setFault(undefined);
    try {
      const latest = isConflict
        ? await queryClient.fetchQuery({ ...personalQuery(call), staleTime: 0 })
        : undefined;
      if (latest !== undefined && choice === 'theirs') {
        form.settle();
        return;
      }
      const saved = await call('personal.update', {
        body: inputOfSettings(form.value),
        revision: latest?.revision ?? revision,
      });
      form.settle();
      notifications.show({ message: t('personal.saved') });
      queryClient.setQueryData(PERSONAL_KEY, saved);
    } catch (fault) {
      form.setFault(fault);
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, save };
}

function QuietHours({ form }: { readonly form: Form<SettingsForm> }) {
  const { t } = useTranslation();
  const here = useZone();
  const ladder = useLadder();
  const { value, change, errorAt } = form;
  const quiet = value.quietHours;
  const set = (next: SettingsForm['quietHours']) =>
    change({ ...value, quietHours: next }, '/quietHours/zone');
  return (
    <section aria-labelledby="own-quiet">
      <h2 id="own-quiet" className={classes.heading}>
        {t('personal.quiet')}
      </h2>
      <p className={classes.help}>{t('personal.quietHelp')}</p>
      <Checkbox
        mb={8}
        label={t('personal.quietOn')}
        checked={quiet !== null}
        onChange={(event) => set(event.currentTarget.checked ? nights(here, ladder[0]) : null)}
      />
      {quiet !== null && <QuietTimes quiet={quiet} error={errorAt('/quietHours/zone')} set={set} />}
    </section>
  );
}

type Quiet = NonNullable<SettingsForm['quietHours']>;

/** When, in which zone, and what passes. */
function QuietTimes({
  quiet,
  error,
  set,
}: {
  readonly quiet: Quiet;
  readonly error: string | undefined;
  readonly set: (quiet: Quiet) => void;
}) {
  const { t } = useTranslation();
  const ladder = useLadder();
  const zones = useMemo(
    () => [...new Set(['UTC', quiet.zone, ...Intl.supportedValuesOf('timeZone')])],
    [quiet.zone],
  );
  return (
    <div className={classes.card}>
      <WeekGrid
        label={t('personal.quiet')}
        weekly={quiet.weekly}
        onChange={(weekly) =>
          set({
            ...quiet,
            weekly: weekly.map(({ weekdays, times }) => ({
              weekdays: [...weekdays],
              times: times.map((time) => ({ ...time })),
            })),
          })
        }
      />
      <Select
        size="xs"
        label={t('policies.window.zone')}
        searchable
        limit={100}
        allowDeselect={false}
        data={zones}
        value={quiet.zone}
        error={error}
        onChange={(zone) => set({ ...quiet, zone: zone ?? quiet.zone })}
      />
      <MultiSelect
        size="xs"
        label={t('personal.passes')}
        description={t('personal.passesHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={[...new Set([...ladder, ...quiet.passes])]}
        value={quiet.passes}
        onChange={(passes) => set({ ...quiet, passes })}
      />
    </div>
  );
}

/** What quiet hours begin with: every night, and the most severe passes. */
function nights(zone: string, worst: string | undefined): NonNullable<SettingsForm['quietHours']> {
  return {
    zone,
    weekly: [{ weekdays: [], times: [{ from: '22:00', to: '07:00' }] }],
    passes: worst === undefined ? [] : [worst],
  };
}
