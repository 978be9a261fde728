import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { IncidentFacets } from '../../../contract/incident-history.ts';
import type { Incident } from '../../../contract/incidents.ts';
import { incidentFacetsQuery } from '../../api/incident-queries.ts';
import { useServices } from '../../app/services.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { addLabelFilter } from '../../lists/label-filter.ts';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { type FoundIncidents, useFoundIncidents } from '../../live/use-found-incidents.ts';
import { scopeWords } from '../../scope/scope-words.ts';
import { useChangeSearch, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { instantText } from '../../time/instant-text.ts';
import { useNow } from '../../time/now.ts';
import { useZone } from '../../time/zone.ts';
import { IncidentExport } from './incident-export.tsx';
import {
  type IncidentFilter,
  isJudgedAfar,
  isNarrow,
  passes,
  queryOfFilter,
  readIncidentFilter,
  writeIncidentFilter,
} from './incident-filter.ts';
import { IncidentFilters } from './incident-filters.tsx';
import { IncidentList } from './incident-list.tsx';
import classes from './incidents.module.css';

/** How often the time of a filter moves on. */
const NOW_MS = 60_000;

/** The live list of incidents of the scope. */
export function IncidentsPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const changeSearch = useChangeSearch();
  const filter = useMemo(() => readIncidentFilter(search), [search]);
  const { call } = useServices();
  const { parts } = usePlace();
  const now = useNow(NOW_MS);
  const query = useMemo(() => queryOfFilter(filter, parts, now), [filter, parts, now]);
  const passing = useCallback((incident: Incident) => passes(incident, filter), [filter]);
  const found = useFoundIncidents(query, passing, isJudgedAfar(filter));
  const facets = useQuery(incidentFacetsQuery(call, parts.owner, query)).data;
  const shown = found.incidents;
  const change = useCallback(
    (next: IncidentFilter) => changeSearch(writeIncidentFilter(next)),
    [changeSearch],
  );
  const onFilter = (name: string, value: string, isExcluded: boolean) => {
    const labels = addLabelFilter(filter.labels, { name, value, isExcluded });
    change({ ...filter, labels });
  };
  return (
    <Page
      title={t('incidents.title')}
      beside={<Total shown={shown} facets={facets} isFiring={filter.status === 'firing'} />}
      actions={<IncidentExport owner={parts.owner} query={query} />}
    >
      <AreaNav area="incidents" />
      <IncidentFilters filter={filter} incidents={shown ?? []} facets={facets} change={change} />
      <ListState
        items={shown}
        error={found.error}
        retry={found.retry}
        empty={
          found.loadOlder === undefined && (
            <NoIncidents filter={filter} change={change} isBlank={filter.status === 'all'} />
          )
        }
      >
        {(items) => <IncidentList key={search.toString()} items={items} onFilter={onFilter} />}
      </ListState>
      <Older {...found} />
    </Page>
  );
}

/** How many there are; of the open ones the stream knows best. */
function Total({
  shown,
  facets,
  isFiring,
}: {
  readonly shown: readonly Incident[] | undefined;
  readonly facets: IncidentFacets | undefined;
  readonly isFiring: boolean;
}) {
  const { t } = useTranslation();
  if (shown === undefined) return null;
  const count = Math.max(shown.length, isFiring ? 0 : (facets?.total ?? 0));
  const isMore = facets?.capped === true && count === facets.total;
  return (
    <span className="dimmed figures">
      {t('frame.table.total', { count })}
      {isMore ? '+' : ''}
    </span>
  );
}

/** The way to older ones, and how far back it has been looked. */
function Older({ loadOlder, searchedTo }: Pick<FoundIncidents, 'loadOlder' | 'searchedTo'>) {
  const { t } = useTranslation();
  const zone = useZone();
  if (loadOlder === undefined) return null;
  return (
    <div className={classes.older}>
      {searchedTo !== null && (
        <span className="dimmed">
          {t('incidents.searchedTo', { when: instantText(Date.parse(searchedTo), zone) })}
        </span>
      )}
      <Button variant="subtle" size="xs" onClick={loadOlder}>
        {searchedTo === null ? t('frame.table.more') : t('incidents.searchOn')}
      </Button>
    </div>
  );
}

function NoIncidents({
  filter,
  change,
  isBlank,
}: {
  readonly filter: IncidentFilter;
  readonly change: (filter: IncidentFilter) => void;
  readonly isBlank: boolean;
}) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const linkTo = useLinkTo();
  if (isNarrow(filter)) {
    return (
      <Empty title={t('incidents.emptyFilter')}>
        <Button size="xs" variant="default" onClick={() => change(cleared(filter))}>
          {t('incidents.clearFilters')}
        </Button>
      </Empty>
    );
  }
  const words = { scope: scopeWords(scope, t) };
  const title = isBlank ? t('incidents.empty', words) : t('incidents.emptyFiring', words);
  return (
    <Empty title={title} text={t('incidents.emptyText')}>
      <Anchor component={Link} to={linkTo('/rules')}>
        {t('incidents.rules')}
      </Anchor>
    </Empty>
  );
}

function cleared({ status }: IncidentFilter): IncidentFilter {
  return { ...readIncidentFilter(new URLSearchParams()), status };
}
