import { Button, MultiSelect, Stack, Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GrafanaStatus } from '../../../contract/grafana-sync.ts';
import { grafanaQuery } from '../../api/tenancy-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { FaultText } from '../../frame/fault.tsx';
import { may } from '../../scope/permissions.ts';
import classes from '../administration/administration.module.css';

/** Which places have data sources of their own, and what may be changed from Grafana. */
export function GrafanaSettings({
  tenant,
  status,
}: {
  readonly tenant: string;
  readonly status: GrafanaStatus;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes: nodes } = useSession();
  const queryClient = useQueryClient();
  const [scopes, setScopes] = useState<readonly string[]>(status.scopes);
  const [mayEdit, setMayEdit] = useState(status.mayEdit);
  const save = useMutation({
    mutationFn: () => {
      const body = { scopes: [...scopes], mayEdit };
      return call('grafanaSync.update', { params: { tenant }, body, revision: status.revision });
    },
    onSuccess: (next) => queryClient.setQueryData(grafanaQuery(call, tenant).queryKey, next),
  });
  const isOpen = may(nodes, tenant, 'tokens:write');
  const below = nodes.map(({ path }) => path).filter((path) => path.startsWith(`${tenant}.`));
  const known = new Set(below);
  return (
    <section className={classes.section} aria-labelledby="grafana-settings">
      <h2 id="grafana-settings" className={classes.heading}>
        {t('grafanaSync.settings')}
      </h2>
      <Stack gap="sm" maw={640}>
        <MultiSelect
          label={t('grafanaSync.scopes')}
          description={t('grafanaSync.scopesHelp')}
          size="sm"
          searchable
          disabled={!isOpen}
          data={[...below, ...scopes.filter((path) => !known.has(path))]}
          value={[...scopes]}
          onChange={setScopes}
        />
        <Switch
          label={t('grafanaSync.mayEdit')}
          description={t('grafanaSync.mayEditHelp')}
          disabled={!isOpen}
          checked={mayEdit}
          onChange={(event) => setMayEdit(event.currentTarget.checked)}
        />
        {save.error !== null && <FaultText error={save.error} retry={() => save.mutate()} />}
        {isOpen && (
          <Button size="xs" w="fit-content" loading={save.isPending} onClick={() => save.mutate()}>
            {t('grafanaSync.save')}
          </Button>
        )}
      </Stack>
    </section>
  );
}
