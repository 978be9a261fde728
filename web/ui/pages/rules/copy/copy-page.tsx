import { Anchor, Button, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { RuleCopyPreview } from '../../../../contract/rule-changes.ts';
import { ownerKey, rulesQuery } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { useSession } from '../../../app/session.ts';
import { FaultText } from '../../../frame/fault.tsx';
import { Page } from '../../../frame/page.tsx';
import { SkeletonRows } from '../../../lists/list-state.tsx';
import { may } from '../../../scope/permissions.ts';
import { nodeOf, parseScope } from '../../../scope/scope-text.ts';
import { scopeChoices } from '../../../scope/search-scopes.ts';
import { useChangeSearch, useLinkTo, usePlace } from '../../../scope/use-place.ts';
import { RuleDiffView } from '../diff/rule-diff-view.tsx';
import { type BulkResult, BulkResults } from '../list/bulk-results.tsx';
import classes from './copy.module.css';

/** Copies rules to another environment, project or cluster, after showing what would be different. */
export function CopyPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const linkTo = useLinkTo();
  const ids = (search.get('ids') ?? '').split(',').filter((id) => id !== '');
  const to = search.get('to') ?? '';
  const back = (
    <Anchor component={Link} to={linkTo('/rules')} size="xs">
      {t('rules.editor.back')}
    </Anchor>
  );
  return (
    <Page title={t('ruleWork.copy.title', { count: ids.length })} before={back}>
      <Target to={to} />
      {to === '' ? (
        <p className="dimmed">{t('ruleWork.copy.choose')}</p>
      ) : (
        <Copies key={to} ids={ids} to={to} />
      )}
    </Page>
  );
}

function Target({ to }: { readonly to: string }) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const changeSearch = useChangeSearch();
  const choices = scopeChoices(scopes)
    .map(({ scope }) => scope)
    .filter((scope) => parseScope(scope)?.owner === owner)
    .filter((scope) => may(scopes, nodeOf(scope), 'rules:write'));
  return (
    <Select
      className={classes.target ?? ''}
      label={t('ruleWork.copy.target')}
      description={t('ruleWork.copy.targetHelp')}
      searchable
      data={choices}
      value={to === '' ? null : to}
      onChange={(chosen) => changeSearch({ to: chosen ?? undefined })}
    />
  );
}

function Copies({ ids, to }: { readonly ids: readonly string[]; readonly to: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [result, setResult] = useState<BulkResult>();
  const body = { ids: [...ids], scope: to };
  const preview = useQuery({
    queryKey: [...ownerKey(owner), 'rule-copies', body],
    queryFn: ({ signal }) => call('rules.copyPreview', { params: { owner }, body, signal }),
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (preview.error !== null) {
    return <FaultText error={preview.error} retry={() => void preview.refetch()} />;
  }
  if (preview.data === undefined) return <SkeletonRows />;
  const { items } = preview.data;
  const isDone = result?.items.some(({ outcome }) => outcome === 'done') ?? false;
  const ready = items.filter(({ rule }) => rule !== null);
  const copy = async () => {
    setIsBusy(true);
    try {
      const chosen = { ids: ready.map(({ id }) => id), scope: to };
      const answer = await call('rules.copy', { params: { owner }, body: chosen });
      const names = new Map(items.map(({ id, name }) => [id, name]));
      const told = answer.items.map((item) => ({ ...item, name: names.get(item.id) ?? '' }));
      setResult({ items: told, fault: undefined });
      void queryClient.invalidateQueries({ queryKey: rulesQuery(call, owner).queryKey });
    } catch (fault) {
      setResult({ items: [], fault });
    }
    setIsBusy(false);
  };
  return (
    <>
      {items.map((item) => (
        <OneCopy key={item.id} item={item} />
      ))}
      {result !== undefined && <BulkResults result={result} onClose={() => setResult(undefined)} />}
      <div className={classes.foot}>
        <Button
          loading={isBusy}
          disabled={ready.length === 0 || isDone}
          onClick={() => void copy()}
        >
          {t('ruleWork.copy.do', { count: ready.length })}
        </Button>
      </div>
    </>
  );
}

function OneCopy({ item }: { readonly item: RuleCopyPreview['items'][number] }) {
  const { t } = useTranslation();
  return (
    <section className={classes.copy} aria-label={item.name}>
      <h2 className={classes.heading}>{item.name}</h2>
      {item.message !== null && (
        <p role="alert">{t('ruleWork.copy.refused', { reason: item.message })}</p>
      )}
      {item.rule !== null && <RuleDiffView before={item.from} after={item.rule} />}
      {item.notes.length > 0 && (
        <>
          <p>{t('ruleWork.copy.notes')}</p>
          <ul className={classes.notes}>
            {item.notes.map((note) => (
              <li key={note} className="mono">
                {note}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
