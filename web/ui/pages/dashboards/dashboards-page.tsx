import { Button } from '@mantine/core';
import { IconPlus, IconUpload } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Board } from '../../../../dashboards/catalogue/board.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, SkeletonRows } from '../../lists/list-state.tsx';
import { useLinkTo } from '../../scope/use-place.ts';
import { GrafanaLink } from '../grafana/grafana-link.tsx';
import classes from './dashboards.module.css';
import { BoardFilters } from './list/board-filters.tsx';
import { BoardTable } from './list/board-table.tsx';
import { DeletedBoards } from './list/deleted-boards.tsx';
import { isFiltered, passes, readBoardFilter } from './list/listed-board.ts';
import { useBoardScopes } from './list/place-fields.tsx';
import { useListedBoards } from './list/use-listed-boards.ts';
import { NeedlessRecordings } from './recordings/needless-recordings.tsx';

/** Own dashboards, and those that come with tocsin and that the metrics of the scope can fill. */
export function DashboardsPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const filter = useMemo(() => readBoardFilter(search), [search]);
  const { items, others, stored, names } = useListedBoards();
  const shown = items?.filter((board) => passes(board, filter));
  const error = stored.error ?? names.error;
  return (
    <Page
      title={t('dashboards.title')}
      beside={
        shown !== undefined && (
          <span className="dimmed figures">{t('frame.table.total', { count: shown.length })}</span>
        )
      }
      actions={
        <>
          <GrafanaLink />
          <Ways />
        </>
      }
    >
      <AreaNav area="dashboards" />
      <BoardFilters boards={items ?? []} filter={filter} />
      <NeedlessRecordings />
      {error !== null && (
        <FaultText
          error={error}
          retry={() => {
            void stored.refetch();
            void names.refetch();
          }}
        />
      )}
      {shown === undefined && error === null && <SkeletonRows />}
      {shown !== undefined && shown.length > 0 && <BoardTable boards={shown} />}
      {shown?.length === 0 && names.data !== undefined && (
        <Empty
          title={isFiltered(filter) ? t('boards.list.none') : t('dashboards.empty')}
          {...(isFiltered(filter) ? {} : { text: t('dashboards.emptyText') })}
        >
          {!isFiltered(filter) && <Ways />}
        </Empty>
      )}
      {!isFiltered(filter) && others.length > 0 && <Others boards={others} />}
      {!isFiltered(filter) && <DeletedBoards />}
    </Page>
  );
}

/** For those who may keep dashboards here. */
function Ways() {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  if (useBoardScopes().length === 0) return null;
  return (
    <>
      <Button
        component={Link}
        to={linkTo('/dashboards/own/import')}
        size="xs"
        variant="default"
        leftSection={<IconUpload size={14} />}
      >
        {t('boards.import.open')}
      </Button>
      <Button
        component={Link}
        to={linkTo('/dashboards/own/new')}
        size="xs"
        leftSection={<IconPlus size={14} />}
      >
        {t('boards.new')}
      </Button>
    </>
  );
}

/** "a and b or c" in the language: of each group one. */
function needsInWords(needs: Board['needs'], language: string): string {
  const either = new Intl.ListFormat(language, { type: 'disjunction' });
  const both = new Intl.ListFormat(language, { type: 'conjunction' });
  return both.format(needs.map((group) => either.format(group)));
}

function Others({ boards }: { readonly boards: readonly Board[] }) {
  const { t, i18n } = useTranslation();
  const at = i18n.language === 'zh' ? 1 : 0;
  return (
    <details className={classes.others}>
      <summary>{t('dashboards.others', { count: boards.length })}</summary>
      <ul>
        {boards.map(({ id, title, needs }) => (
          <li key={id}>
            {title[at]}:{' '}
            <span className="dimmed">
              {t('dashboards.needs', { metrics: needsInWords(needs, i18n.language) })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
