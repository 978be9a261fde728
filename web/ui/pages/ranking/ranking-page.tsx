import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { namedMetricsQuery } from '../../api/named-metric-queries.ts';
import { useServices } from '../../app/services.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, SkeletonRows } from '../../lists/list-state.tsx';
import { useChangeSearch, usePlace } from '../../scope/use-place.ts';
import { COLUMNS, RANKED, type RankingState, readRanking } from './ranking-columns.ts';

/** With @grafana/data, which formats the values. */
const RankingTable = lazy(async () => ({
  default: (await import('./ranking-table.tsx')).RankingTable,
}));

const PAGE_SIZE = 25;

/** Who uses most of what in the scope, by node, tenant, project, namespace, workload and below. */
export function RankingPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const state = useMemo(() => readRanking(search), [search]);
  const change = useChangeSearch();
  return (
    <Page
      title={t('ranking.title')}
      actions={
        <Select
          size="xs"
          aria-label={t('ranking.level')}
          allowDeselect={false}
          data={RANKED.map((value) => ({ value, label: t(`ranking.levels.${value}`) }))}
          value={state.level}
          onChange={(level) => {
            if (level !== null) change({ level, by: undefined, order: undefined, page: undefined });
          }}
        />
      }
    >
      <AreaNav area="explore" />
      <Ranking state={state} />
    </Page>
  );
}

function Ranking({ state }: { readonly state: RankingState }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scope } = usePlace();
  const { level, by, order, page } = state;
  const found = useQuery(
    namedMetricsQuery(call, scope, {
      level,
      metrics: [...COLUMNS[level]],
      ranking: { by, order },
      page,
      pageSize: PAGE_SIZE,
      withDetails: false,
    }),
  );
  if (found.data === undefined) {
    if (found.error === null) return <SkeletonRows />;
    return <FaultText error={found.error} retry={() => void found.refetch()} />;
  }
  const { rows, metrics } = found.data;
  const refused = metrics.find(({ id }) => id === by)?.error ?? null;
  if (refused !== null)
    return <FaultText error={new Error(refused.message)} retry={() => void found.refetch()} />;
  if (rows.length === 0) {
    return <Empty title={t('ranking.empty')} text={t('ranking.emptyText')} />;
  }
  return (
    <Suspense fallback={<SkeletonRows />}>
      <RankingTable table={found.data} state={state} />
    </Suspense>
  );
}
