import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { LogSpecHistoryItem } from '../../../contract/log-flows.ts';
import {
  LOG_SPEC_ROUTES,
  type LogSpecKind,
  logSpecHistoryQuery,
  ownerKey,
} from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { TextHistory } from '../../history/text-history.tsx';
import { ListState } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { nodeOf } from '../../scope/scope-text.ts';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { logSpecKind } from './log-spec-kind.ts';

/** What a flow or an output was, version by version, and a way back. */
export function LogSpecHistoryPage() {
  const { t } = useTranslation();
  const { id = '', ...params } = useParams();
  const kind = logSpecKind(params.kind);
  const { call } = useServices();
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const linkTo = useLinkTo();
  const history = useQuery({ ...logSpecHistoryQuery(call, owner, kind, id), staleTime: 0 });
  const restore = useRestore(kind, id);
  const items = history.data?.items.map((item) => ({ ...item, text: textOf(item) }));
  const newest = items?.[0];
  const isGone = newest?.kind === 'deleted';
  const list = '/collection/flows';
  const back = (
    <Anchor component={Link} to={linkTo(isGone ? list : `${list}/${kind}/${id}`)} size="xs">
      {isGone ? t('logFlows.editor.back') : t(`logFlows.history.back.${kind}`)}
    </Anchor>
  );
  const title =
    newest === undefined
      ? t('ruleWork.history.title')
      : t('ruleWork.history.titleOf', { name: newest.name });
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
            mayRestore={({ scope }) => may(scopes, nodeOf(scope), 'collectors:write')}
            restore={restore}
            comesBack={t('logFlows.history.comesBack')}
          />
        )}
      </ListState>
    </Page>
  );
}

/** The object says nothing of whether it is on. */
function textOf({ enabled, yaml }: LogSpecHistoryItem): string {
  return enabled ? yaml : `# enabled: false\n${yaml}`;
}

function useRestore(kind: LogSpecKind, id: string) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const go = useGo();
  const linkTo = useLinkTo();
  return async ({ revision }: LogSpecHistoryItem) => {
    const spec = await call(`${LOG_SPEC_ROUTES[kind]}.restore`, {
      params: { owner, id },
      body: { revision },
    });
    notifications.show({ message: t('logFlows.history.restored', { revision }) });
    void queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    go(linkTo(`/collection/flows/${kind}/${spec.id}`));
  };
}
