import { Box, Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Report, ReportRun } from '../../../contract/reports.ts';
import { reportRunsQuery } from '../../api/report-queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { reportWords } from '../../i18n/report-words.ts';
import classes from '../../lists/list-table.module.css';
import { usePlace } from '../../scope/use-place.ts';
import { ExactInstant } from '../../time/instant.tsx';

/** What can be done with a stored report now, and what became of it before. */
export function ReportRuns({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const runs = useQuery(reportRunsQuery(call, owner, report.id));
  return (
    <Box component="section" mb="md" aria-label={t('reports.history')}>
      {report.mayWrite && <Ways report={report} />}
      {runs.error !== null && <FaultText error={runs.error} retry={() => void runs.refetch()} />}
      <details open={report.lastRun !== null && report.lastRun.state !== 'sent'}>
        <summary>{t('reports.history')}</summary>
        {runs.data?.length === 0 && <p className="dimmed">{t('reports.never')}</p>}
        {runs.data !== undefined && runs.data.length > 0 && <RunTable runs={runs.data} />}
      </details>
    </Box>
  );
}

function Ways({ report: { id } }: { readonly report: Report }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const send = useMutation({
    mutationFn: (to: 'me' | 'all') => call('reports.send', { params: { owner, id }, body: { to } }),
    onSuccess: async () => {
      notifications.show({ message: t('reports.asked') });
      await queryClient.invalidateQueries(reportRunsQuery(call, owner, id));
    },
  });
  return (
    <>
      <Group gap={8} mb={8}>
        {(['html', 'pdf'] as const).map((as) => (
          <Button
            key={as}
            component="a"
            href={`/api/v1/tenants/${owner}/reports/${id}/preview?as=${as}`}
            target="_blank"
            rel="noreferrer"
            size="xs"
            variant="default"
          >
            {t(`reports.preview.${as}`)}
          </Button>
        ))}
        {(['me', 'all'] as const).map((to) => (
          <Button
            key={to}
            size="xs"
            variant="default"
            loading={send.isPending && send.variables === to}
            onClick={() => send.mutate(to)}
          >
            {t(`reports.send.${to}`)}
          </Button>
        ))}
      </Group>
      {send.error !== null && (
        <FaultText error={send.error} retry={() => send.mutate(send.variables)} />
      )}
    </>
  );
}

const COLUMNS = ['due', 'state', 'to', 'took', 'size'] as const;

function RunTable({ runs }: { readonly runs: readonly ReportRun[] }) {
  const { t } = useTranslation();
  return (
    <table className={classes.table} aria-label={t('reports.history')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`reports.run.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <td className={classes.updated}>
              <ExactInstant at={run.dueAt} />
            </td>
            <td className={classes.wide}>
              {t(`reports.state.${run.state}`)}
              {run.message !== '' && <div className="dimmed small">{reportWords(run, t)}</div>}
            </td>
            <td className="dimmed">
              {run.target === 'me' ? run.by : t('reports.recipients', { count: run.recipients })}
            </td>
            <td className="dimmed figures">{secondsOf(run)}</td>
            <td className="dimmed figures">{sizeOf(run)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function secondsOf({ startedAt, endedAt }: ReportRun): string {
  if (startedAt === null || endedAt === null) return '';
  return `${((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000).toFixed(1)} s`;
}

function sizeOf({ sizeBytes }: ReportRun): string {
  return sizeBytes === 0 ? '' : `${(sizeBytes / 1_000).toFixed(0)} kB`;
}
