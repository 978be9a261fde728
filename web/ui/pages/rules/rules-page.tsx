import { Button, Pagination } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Rule } from '../../../contract/rules.ts';
import { rulesQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useLiveRules } from '../../live/use-live-rules.ts';
import { may } from '../../scope/permissions.ts';
import { overlaps, parseScope } from '../../scope/scope-text.ts';
import { useChangeSearch, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { BulkBar } from './list/bulk-bar.tsx';
import list from './list/list.module.css';
import { FILTER_NAMES, passes, readRuleFilter } from './list/rule-filter.ts';
import { RuleFilters } from './list/rule-filters.tsx';
import { RuleTable } from './list/rule-table.tsx';
import { type Selection, useSelection } from './list/use-selection.ts';

const PAGE = 100;

/** The rules that watch something of the scope. */
export function RulesPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const { scopes } = useSession();
  const { ofScope, error, retry } = useRules();
  const filter = useMemo(() => readRuleFilter(search), [search]);
  const shown = useMemo(
    () => ofScope?.filter((rule) => passes(rule, filter)).sort(byName),
    [ofScope, filter],
  );
  const ids = useMemo(() => shown?.map(({ id }) => id) ?? [], [shown]);
  const selection = useSelection(ids);
  const canWrite = scopes.some(({ permissions }) => permissions.includes('rules:write'));
  const ways = useWays();
  const linkTo = useLinkTo();
  return (
    <Page
      title={t('rules.title')}
      beside={
        shown !== undefined && (
          <span className="dimmed figures">{t('frame.table.total', { count: shown.length })}</span>
        )
      }
      actions={
        <>
          <Button component={Link} to={linkTo('/rules/exchange')} size="xs" variant="default">
            {t('exchange.title')}
          </Button>
          {ways}
        </>
      }
    >
      <AreaNav area="rules" />
      <RuleFilters filter={filter} />
      {canWrite && <BulkBar rules={shown ?? []} selection={selection} />}
      <ListState
        items={shown}
        error={error}
        retry={retry}
        empty={<NoRules isFiltered={ofScope?.length !== 0}>{ways}</NoRules>}
      >
        {(items) => <Listed rules={items} selection={canWrite ? selection : undefined} />}
      </ListState>
    </Page>
  );
}

function useRules() {
  const { call } = useServices();
  const { parts } = usePlace();
  const rules = useQuery(rulesQuery(call, parts.owner));
  const current = useLiveRules(rules.data, () => void rules.refetch());
  const ofScope = useMemo(
    () =>
      current?.filter((rule) => {
        const scope = parseScope(rule.scope);
        return scope !== undefined && overlaps(scope, parts);
      }),
    [current, parts],
  );
  return { ofScope, error: rules.error, retry: () => void rules.refetch() };
}

/** The ways to a new rule, for those who may write one here. */
function useWays(): ReactNode {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { node } = usePlace();
  const linkTo = useLinkTo();
  if (!may(scopes, node.path, 'rules:write')) return null;
  return (
    <Button
      component={Link}
      to={linkTo('/rules/catalogue')}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('rules.new')}
    </Button>
  );
}

/** One page of them. */
function Listed({
  rules,
  selection,
}: {
  readonly rules: readonly Rule[];
  readonly selection: Selection | undefined;
}) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const changeSearch = useChangeSearch();
  const pages = Math.max(1, Math.ceil(rules.length / PAGE));
  const page = Math.min(pages, Math.max(1, Number(search.get('page')) || 1));
  return (
    <>
      <RuleTable
        rules={rules.slice((page - 1) * PAGE, page * PAGE)}
        total={rules.length}
        selection={selection}
      />
      {pages > 1 && (
        <div className={list.pages}>
          <Pagination
            size="sm"
            aria-label={t('ruleWork.list.pages')}
            total={pages}
            value={page}
            onChange={(next) => changeSearch({ page: String(next) })}
          />
        </div>
      )}
    </>
  );
}

function byName(a: Rule, b: Rule): number {
  return a.name.localeCompare(b.name);
}

function NoRules({
  isFiltered,
  children,
}: {
  readonly isFiltered: boolean;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const changeSearch = useChangeSearch();
  if (!isFiltered) {
    return (
      <Empty title={t('rules.empty', { scope })} text={t('rules.emptyText')}>
        {children}
      </Empty>
    );
  }
  const clear = () =>
    changeSearch(
      Object.fromEntries([...FILTER_NAMES, 'text', 'page'].map((name) => [name, undefined])),
    );
  return (
    <Empty title={t('rules.emptyFilter')}>
      <Button size="xs" variant="default" onClick={clear}>
        {t('rules.clearFilter')}
      </Button>
    </Empty>
  );
}
