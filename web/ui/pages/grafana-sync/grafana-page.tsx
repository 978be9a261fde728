import { Alert, Button, Group } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GrafanaStatus } from '../../../contract/grafana-sync.ts';
import { ApiError } from '../../api/api-error.ts';
import { grafanaQuery } from '../../api/tenancy-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, SkeletonRows } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { Instant } from '../../time/instant.tsx';
import classes from '../administration/administration.module.css';
import { GrafanaDriftTable } from './grafana-drift-table.tsx';
import { GrafanaFilesSection } from './grafana-files-section.tsx';
import { GrafanaJournal } from './grafana-journal.tsx';
import { GrafanaSettings } from './grafana-settings.tsx';
import { GrafanaSources } from './grafana-sources.tsx';

/** The Grafana of a tenant: what is there, whether it is in step, and what was done. */
export function GrafanaPage() {
  const { t } = useTranslation();
  const { parts } = usePlace();
  const isTenant = !parts.owner.startsWith('_');
  return (
    <Page title={t('grafanaSync.title')} before={<AreaNav area="administration" />}>
      {isTenant ? (
        <OfTenant tenant={parts.owner} />
      ) : (
        <Empty title={t('grafanaSync.noTenant')} text={t('grafanaSync.noTenantText')} />
      )}
    </Page>
  );
}

function OfTenant({ tenant }: { readonly tenant: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { data, error, refetch } = useQuery(grafanaQuery(call, tenant));
  if (isThereNone(error)) {
    return <Empty title={t('grafanaSync.none')} text={t('grafanaSync.noneText')} />;
  }
  if (error !== null && data === undefined) {
    return <FaultText error={error} retry={() => void refetch()} />;
  }
  if (data === undefined) return <SkeletonRows />;
  return (
    <>
      <Standing tenant={tenant} status={data} />
      <GrafanaSources sources={data.sources} />
      <GrafanaDriftTable drift={data.drift} inStep={data.inStep} delivery={data.delivery} />
      <GrafanaSettings key={data.revision} tenant={tenant} status={data} />
      <GrafanaFilesSection tenant={tenant} />
      <GrafanaJournal lines={data.journal} />
    </>
  );
}

/** A tenant that one may not see would be refused otherwise. */
const isThereNone = (error: unknown) => error instanceof ApiError && error.kind === 'not_found';

function Standing({ tenant, status }: { readonly tenant: string; readonly status: GrafanaStatus }) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const synchronise = useAct(tenant, 'grafanaSync.synchronise');
  const renew = useAct(tenant, 'grafanaSync.renewTokens');
  const { delivery, organisation, version, doneAt, fault } = status;
  const failed = synchronise.error ?? renew.error;
  return (
    <>
      <p className={classes.note}>
        {t(`grafanaSync.delivery.${delivery}`)}{' '}
        {organisation !== null && t('grafanaSync.organisation', organisation)}{' '}
        {version !== '' && t('grafanaSync.version', { version })}
      </p>
      <p>
        {doneAt === null ? (
          t('grafanaSync.neverDone')
        ) : (
          <>
            {t('grafanaSync.done')} <Instant at={doneAt} />
          </>
        )}
      </p>
      {fault !== null && (
        <Alert color="danger" role="alert" title={t('grafanaSync.fault')} mb="md">
          {fault}
        </Alert>
      )}
      {failed !== null && <FaultText error={failed} retry={() => synchronise.reset()} />}
      <Group gap="xs">
        {delivery === 'api' && may(scopes, tenant, 'dashboards:write') && (
          <Button
            size="xs"
            leftSection={<IconRefresh size={14} />}
            loading={synchronise.isPending}
            onClick={() => synchronise.mutate()}
          >
            {t('grafanaSync.synchronise')}
          </Button>
        )}
        {may(scopes, tenant, 'tokens:write') && (
          <Button
            size="xs"
            variant="default"
            loading={renew.isPending}
            onClick={() => renew.mutate()}
          >
            {t('grafanaSync.renew')}
          </Button>
        )}
      </Group>
    </>
  );
}

/** Something done to the whole of it, whose answer is how it stands afterwards. */
function useAct(tenant: string, name: 'grafanaSync.synchronise' | 'grafanaSync.renewTokens') {
  const { call } = useServices();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => call(name, { params: { tenant } }),
    onSuccess: (status) => queryClient.setQueryData(grafanaQuery(call, tenant).queryKey, status),
  });
}
