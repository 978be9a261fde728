import { useTranslation } from 'react-i18next';
import type { Report } from '../../../contract/reports.ts';
import { reportsQuery } from '../../api/report-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import classes from '../../lists/list-table.module.css';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { NameCell, ThingsPage } from '../../things/things-page.tsx';
import { ExactInstant, Instant } from '../../time/instant.tsx';
import { useZone } from '../../time/zone.ts';
import { cronWords } from './cron-words.ts';
import { REPORTS } from './report-kind.ts';
import { useBoards } from './use-boards.ts';

const COLUMNS = ['name', 'times', 'next', 'last'] as const;

/** The reports of the tenant that the scope belongs to. */
export function ReportsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scope, parts } = usePlace();
  const { scopes } = useSession();
  const zone = useZone();
  return (
    <ThingsPage
      words={REPORTS.words}
      list={REPORTS.list}
      area="dashboards"
      query={reportsQuery(call, parts.owner)}
      mayAdd={may(scopes, scope, 'dashboards:write')}
      heads={COLUMNS.map((column) =>
        column === 'next' ? `${t('reports.column.next')} (${zone})` : t(`reports.column.${column}`),
      )}
    >
      {(report) => <Row key={report.id} report={report} />}
    </ThingsPage>
  );
}

function Row({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const zone = useZone();
  const { builtIn, ofOwner } = useBoards();
  const dashboard =
    [...builtIn, ...ofOwner].find(({ value }) => value === report.dashboard)?.label ??
    report.dashboard;
  return (
    <tr>
      <NameCell list={REPORTS.list} id={report.id} name={report.name}>
        {t('reports.about', { dashboard, scope: report.scope })}
      </NameCell>
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
