import { Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES } from '../../../contract/session.ts';
import type { Tenant } from '../../../contract/tenancy.ts';
import { ownerKey, tenantQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { FormFrame } from '../../forms/form-frame.tsx';
import { pointer } from '../../forms/pointer.ts';
import { type Form, useForm } from '../../forms/use-form.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { LatestState, useLatest } from '../../things/latest.tsx';
import classes from './administration.module.css';
import { Environments } from './environments.tsx';
import { LadderField } from './ladder-field.tsx';
import { LinkRules } from './link-rules.tsx';
import { checkTenant, formOfTenant, isTenantForm, type TenantForm } from './tenant-form.ts';

/** What the tenant of the scope is: its words, its ladder of severities, its environments. */
export function TenantPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useLatest(tenantQuery(call, owner));
  return (
    <Page title={t('tenant.title')} before={<AreaNav area="administration" />}>
      {owner === '_platform' ? (
        <Empty title={t('tenant.platform')} text={t('tenant.platformText')} />
      ) : (
        <LatestState of={found}>
          {(tenant) => (
            <>
              <TenantEditor key={`${tenant.id}/${tenant.revision}`} tenant={tenant} />
              <Environments tenant={tenant.id} />
              <LinkRules owner={tenant.id} />
            </>
          )}
        </LatestState>
      )}
    </Page>
  );
}

function TenantEditor({ tenant }: { readonly tenant: Tenant }) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const form = useForm<TenantForm>({
    key: `${user.id}/${tenant.id}/tenant`,
    base: String(tenant.revision),
    initial: formOfTenant(tenant),
    isShape: isTenantForm,
    validate: (value) => checkTenant(value, t),
  });
  const { isBusy, save } = useSave(form, tenant);
  const { severities } = form.value;
  return (
    <>
      {tenant.declared && <p className={classes.note}>{t('tenant.declared')}</p>}
      <FormFrame
        form={form}
        fields={[
          '/title',
          '/timeZone',
          '/language',
          ...severities.map((_, index) => pointer('severities', index)),
        ]}
        isNew={false}
        isBusy={isBusy}
        isReadOnly={tenant.declared || !may(scopes, tenant.id, 'tenancy:write')}
        locksFields
        onSave={() => {
          if (form.check()) void save(tenant.revision);
        }}
        onCancel={() => {
          form.settle();
          form.change(formOfTenant(tenant), '');
        }}
        onConflict={(choice) => void save(choice)}
      >
        <Words form={form} />
        <LadderField form={form} />
      </FormFrame>
    </>
  );
}

/** With a revision; or after a lost race, over what is stored now or giving way to it. */
function useSave(form: Form<TenantForm>, { id }: Tenant) {
  const { t } = useTranslation();
  const { call } = useServices();
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const save = async (how: number | 'theirs' | 'mine') => {
    setIsBusy(true);
    form.setFault(undefined);
    try {
      const latest =
        typeof how === 'number' ? undefined : await call('tenants.get', { params: { tenant: id } });
      if (how !== 'theirs') {
        const revision = latest?.revision ?? (typeof how === 'number' ? how : 0);
        const body = { ...form.value, severities: form.value.severities.map((one) => one.trim()) };
        await call('tenants.update', { params: { tenant: id }, body, revision });
        notifications.show({ message: t('tenant.saved') });
      }
      form.settle();
      await queryClient.invalidateQueries({ queryKey: ownerKey(id) });
    } catch (fault) {
      form.setFault(fault);
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, save };
}

function Words({ form }: { readonly form: Form<TenantForm> }) {
  const { t } = useTranslation();
  const { value, change, errorAt, blur } = form;
  const zones = useMemo(
    () => [...new Set(['UTC', value.timeZone, ...Intl.supportedValuesOf('timeZone')])],
    [value.timeZone],
  );
  return (
    <>
      <TextInput
        label={t('tenant.name')}
        value={value.title}
        error={errorAt('/title')}
        onBlur={() => blur('/title')}
        onChange={(event) => change({ ...value, title: event.currentTarget.value }, '/title')}
      />
      <Select
        label={t('tenant.zone')}
        description={t('tenant.zoneHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        searchable
        limit={100}
        allowDeselect={false}
        data={zones}
        value={value.timeZone}
        error={errorAt('/timeZone')}
        onChange={(zone) => change({ ...value, timeZone: zone ?? value.timeZone }, '/timeZone')}
      />
      <Select
        label={t('tenant.language')}
        allowDeselect={false}
        data={LANGUAGES.map((each) => ({ value: each, label: t(`frame.language.${each}`) }))}
        value={value.language}
        onChange={(chosen) => {
          const language = LANGUAGES.find((each) => each === chosen);
          if (language !== undefined) change({ ...value, language }, '/language');
        }}
      />
    </>
  );
}
