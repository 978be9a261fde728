import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Report } from '../../../contract/reports.ts';
import { reportsQuery } from '../../api/report-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { may } from '../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { ExactInstant, Instant } from '../../time/instant.tsx';
import { useZone } from '../../time/zone.ts';
import classes from '../policies/policies.module.css';
import { cronWords } from './cron-words.ts';
import { useBoards } from './use-boards.ts';

/** The reports of the tenant that the scope belongs to. */
export function ReportsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scope, parts } = usePlace();
  const { owner } = parts;
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const reports = useQuery(reportsQuery(call, owner));
  const newReport = may(scopes, scope, 'dashboards:write') && (
    <Button
      component={Link}
      to={linkTo('/reports/new')}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('reports.new')}
    </Button>
  );
  return (
    <Page title={t('reports.title')} actions={newReport}>
      <AreaNav area="dashboards" />
      <ListState
        items={reports.data?.toSorted((a, b) => a.name.localeCompare(b.name))}
        error={reports.error}
        retry={() => void reports.refetch()}
        empty={
          <Empty title={t('reports.empty', { owner })} text={t('reports.emptyText')}>
            {newReport}
          </Empty>
        }
      >
        {(items) => <ReportTable reports={items} />}
      </ListState>
    </Page>
  );
}

const COLUMNS = ['name', 'times', 'next', 'last'] as const;

function ReportTable({ reports }: { readonly reports: readonly Report[] }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const zone = useZone();
  const table = useRowKeys<HTMLTableElement>();
  const { builtIn, ofOwner } = useBoards();
  const titleOf = (uid: string) =>
    [...builtIn, ...ofOwner].find(({ value }) => value === uid)?.label ?? uid;
  return (
    <table ref={table} className={classes.table} aria-label={t('reports.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`reports.column.${column}`)}
              {column === 'next' && ` (${zone})`}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {reports.map((report) => (
          <tr key={report.id}>
            <td className={classes.wide}>
              <Link data-row className={classes.name ?? ''} to={linkTo(`/reports/${report.id}`)}>
                {report.name}
              </Link>
              <div className={`${classes.description} dimmed`}>
                {t('reports.about', { dashboard: titleOf(report.dashboard), scope: report.scope })}
              </div>
            </td>
            <td className="dimmed">{cronWords(t, report)}</td>
            <td
              className={`${classes.updated} dimmed`}
              data-column={`${t('reports.column.next')} (${zone})`}
            >
              <Next report={report} />
            </td>
            <td className="dimmed" data-column={t('reports.column.last')}>
              <Last report={report} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Next({ report: { enabled, nextTimes } }: { readonly report: Report }) {
  const { t } = useTranslation();
  const [next] = nextTimes;
  if (!enabled) return t('reports.off');
  return next === undefined ? t('reports.never') : <ExactInstant at={next} />;
}

function Last({ report: { lastRun } }: { readonly report: Report }) {
  const { t } = useTranslation();
  if (lastRun === null) return t('reports.never');
  return (
    <>
      {t(`reports.state.${lastRun.state}`)} <Instant at={lastRun.endedAt ?? lastRun.dueAt} />
    </>
  );
}
