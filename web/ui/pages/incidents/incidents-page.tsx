import { Anchor, Button } from '@mantine/core';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Incident } from '../../../contract/incidents.ts';
import { Page } from '../../frame/page.tsx';
import { addLabelFilter } from '../../lists/label-filter.ts';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { arrange } from '../../live/arrivals.ts';
import { useIncidents } from '../../live/use-incidents.ts';
import { useChangeSearch, useLinkTo, usePlace } from '../../scope/use-place.ts';
import {
  type IncidentFilter,
  isNarrow,
  passes,
  readIncidentFilter,
  writeIncidentFilter,
} from './incident-filter.ts';
import { IncidentFilters } from './incident-filters.tsx';
import { IncidentRow } from './incident-row.tsx';
import classes from './incidents.module.css';
import { scrollToTop, useIsAtTop } from './use-is-at-top.ts';

/** The live list of incidents of the scope. */
export function IncidentsPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const changeSearch = useChangeSearch();
  const filter = useMemo(() => readIncidentFilter(search), [search]);
  const { incidents, error, retry, loadOlder } = useIncidents();
  const shown = useMemo(
    () => incidents?.filter((incident) => passes(incident, filter)),
    [incidents, filter],
  );
  const change = useCallback(
    (next: IncidentFilter) => changeSearch(writeIncidentFilter(next)),
    [changeSearch],
  );
  return (
    <Page
      title={t('incidents.title')}
      beside={
        shown !== undefined && (
          <span className="dimmed figures">{t('frame.table.total', { count: shown.length })}</span>
        )
      }
    >
      <IncidentFilters filter={filter} incidents={incidents ?? []} change={change} />
      <ListState
        items={shown}
        error={error}
        retry={retry}
        empty={<NoIncidents filter={filter} change={change} isBlank={incidents?.length === 0} />}
      >
        {(items) => (
          <IncidentList key={search.toString()} items={items} filter={filter} change={change} />
        )}
      </ListState>
      {loadOlder !== undefined && filter.status !== 'firing' && (
        <Button variant="subtle" size="xs" onClick={loadOlder}>
          {t('frame.table.more')}
        </Button>
      )}
    </Page>
  );
}

function IncidentList({
  items,
  filter,
  change,
}: {
  readonly items: readonly Incident[];
  readonly filter: IncidentFilter;
  readonly change: (filter: IncidentFilter) => void;
}) {
  const { t } = useTranslation();
  const list = useRowKeys<HTMLUListElement>();
  const isAtTop = useIsAtTop(list);
  const seen = useRef<ReadonlySet<string>>(undefined);
  const [, showAll] = useState(0);
  const { visible, waiting, seen: nowSeen } = arrange(items, seen.current, isAtTop);
  seen.current = nowSeen;
  const reveal = () => {
    seen.current = undefined;
    scrollToTop(list.current);
    showAll((count) => count + 1);
  };
  return (
    <>
      {waiting > 0 && (
        <Button className={classes.pill ?? ''} size="compact-sm" radius="xl" onClick={reveal}>
          {t('incidents.waiting', { count: waiting })}
        </Button>
      )}
      <ul ref={list} className={classes.list} aria-label={t('incidents.title')}>
        {visible.map((incident) => (
          <IncidentRow
            key={incident.id}
            incident={incident}
            onFilter={(name, value, isExcluded) =>
              change({
                ...filter,
                labels: addLabelFilter(filter.labels, { name, value, isExcluded }),
              })
            }
          />
        ))}
      </ul>
      <p className={`${classes.keys} dimmed small`}>{t('incidents.keys')}</p>
    </>
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
  const title = isBlank ? t('incidents.empty', { scope }) : t('incidents.emptyFiring', { scope });
  return (
    <Empty title={title} text={t('incidents.emptyText')}>
      <Anchor component={Link} to={linkTo('/rules')}>
        {t('incidents.rules')}
      </Anchor>
    </Empty>
  );
}

function cleared({ status }: IncidentFilter): IncidentFilter {
  return { status, severities: [], labels: [], text: '', rule: undefined };
}
