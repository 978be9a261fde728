import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { MonitorHistoryItem } from '../../../contract/monitors.ts';
import { monitorHistoryQuery, ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { TextHistory } from '../../history/text-history.tsx';
import { ListState } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';

/** What a monitor was, version by version, and a way back. */
export function MonitorHistoryPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { call } = useServices();
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const linkTo = useLinkTo();
  const history = useQuery({ ...monitorHistoryQuery(call, owner, id), staleTime: 0 });
  const items = history.data?.items.map((item) => ({ ...item, text: textOf(item) }));
  const newest = items?.[0];
  const restore = useRestore(id, newest);
  const isGone = newest?.kind === 'deleted';
  const back = (
    <Anchor component={Link} to={linkTo(isGone ? '/monitors' : `/monitors/${id}`)} size="xs">
      {isGone ? t('monitors.back') : t('monitors.history.back')}
    </Anchor>
  );
  const title =
    newest === undefined
      ? t('ruleWork.history.title')
      : t('ruleWork.history.titleOf', { name: newest.content.name });
  return (
    <Page title={title} before={back}>
      <ListState
        items={items}
        error={history.error}
        retry={() => void history.refetch()}
        empty={null}
      >
        {(found) => (
          <TextHistory
            items={found}
            mayRestore={({ content }) => may(scopes, content.environment, 'collectors:write')}
            restore={restore}
            comesBack={t('monitors.history.comesBack')}
          />
        )}
      </ListState>
    </Page>
  );
}

/** The object says nothing of whether it is on. */
function textOf({ content, yaml }: MonitorHistoryItem): string {
  return content.enabled ? yaml : `# enabled: false\n${yaml}`;
}

/** The way of any other change: what the version said is saved, or made anew. */
function useRestore(id: string, newest: MonitorHistoryItem | undefined) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const go = useGo();
  const linkTo = useLinkTo();
  return async ({ content: body }: MonitorHistoryItem) => {
    const monitor =
      newest === undefined || newest.kind === 'deleted'
        ? await call('monitors.create', { params: { owner }, body })
        : await call('monitors.update', {
            params: { owner, id },
            body,
            revision: newest.revision,
          });
    notifications.show({ message: t('monitors.history.restored', { name: monitor.name }) });
    void queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    go(linkTo(`/monitors/${monitor.id}`));
  };
}
