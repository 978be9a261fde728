import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { RuleHistoryItem } from '../../../../contract/rules.ts';
import { ownerKey } from '../../../api/queries.ts';
import { ruleHistoryQuery } from '../../../api/rule-queries.ts';
import { useServices } from '../../../app/services.ts';
import { useSession } from '../../../app/session.ts';
import { Page } from '../../../frame/page.tsx';
import { Versions } from '../../../history/versions.tsx';
import { ListState } from '../../../lists/list-state.tsx';
import { may } from '../../../scope/permissions.ts';
import { nodeOf } from '../../../scope/scope-text.ts';
import { useGo, useLinkTo, usePlace } from '../../../scope/use-place.ts';
import { RuleDiffView } from '../diff/rule-diff-view.tsx';
import { RestoreDialog } from './restore-dialog.tsx';

/** What a rule was, version by version, and a way back. */
export function HistoryPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const linkTo = useLinkTo();
  const history = useQuery({ ...ruleHistoryQuery(call, owner, id), staleTime: 0 });
  const newest = history.data?.[0];
  const isGone = newest?.kind === 'deleted';
  const back = (
    <Anchor component={Link} to={linkTo(isGone ? '/rules' : `/rules/${id}`)} size="xs">
      {isGone ? t('rules.editor.back') : t('ruleWork.history.back')}
    </Anchor>
  );
  const title =
    newest === undefined
      ? t('ruleWork.history.title')
      : t('ruleWork.history.titleOf', { name: newest.rule.name });
  return (
    <Page title={title} before={back}>
      <ListState
        items={history.data}
        error={history.error}
        retry={() => void history.refetch()}
        empty={null}
      >
        {(items) => <RuleVersions id={id} items={items} />}
      </ListState>
    </Page>
  );
}

function RuleVersions({
  id,
  items,
}: {
  readonly id: string;
  readonly items: readonly RuleHistoryItem[];
}) {
  const { scopes } = useSession();
  const restore = useRestore(id);
  return (
    <Versions
      items={items}
      mayRestore={({ rule }) => may(scopes, nodeOf(rule.scope), 'rules:write')}
      changed={({ shown, before }) => (
        <RuleDiffView
          before={shown.kind === 'deleted' ? EMPTY : (before?.rule ?? EMPTY)}
          after={shown.rule}
        />
      )}
      ask={({ shown, newest }, close) => (
        <RestoreDialog
          id={id}
          revision={shown.revision}
          present={newest.kind === 'deleted' ? undefined : newest.rule}
          restored={shown.rule}
          run={() => restore(shown.revision)}
          onClose={close}
        />
      )}
    />
  );
}

function useRestore(id: string) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const go = useGo();
  const linkTo = useLinkTo();
  return async (revision: number) => {
    const rule = await call('rules.restore', { params: { owner, id }, body: { revision } });
    notifications.show({ message: t('ruleWork.history.restored', { name: rule.name }) });
    void queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    go(linkTo(`/rules/${rule.id}`));
  };
}

/** Nothing yet: what the first version is compared with. */
const EMPTY: RuleHistoryItem['rule'] = {
  name: '',
  scope: '',
  language: 'promql',
  expression: '',
  interval: '',
  levels: [],
  labels: {},
  annotations: {},
  channels: [],
  levelChange: 'raised',
  enabled: true,
};
