import { Anchor, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { IncidentAnalytics } from '../../../contract/incident-history.ts';
import { useLinkTo } from '../../scope/use-place.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { Instant } from '../../time/instant.tsx';
import { shortLength } from '../../time/relative.ts';
import classes from './analytics.module.css';

/** What is loudest, what comes and goes, and what has been open for longest. */
export function AnalyticsTables({ figures }: { readonly figures: IncidentAnalytics }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const link = (to: string, words: string) => (
    <Anchor component={Link} size="sm" to={to}>
      {words}
    </Anchor>
  );
  const ruleOf = (ruleId: string | null, title: string) =>
    ruleId === null ? title : link(linkTo(`/rules/${ruleId}/events`), title);
  return (
    <div className={classes.tables}>
      <Ranking
        title={t('incidents.analytics.noisiest')}
        columns={[
          t('incidents.analytics.rule'),
          t('incidents.analytics.count'),
          t('incidents.analytics.firing'),
        ]}
        rows={figures.noisiest.map(({ ruleId, title, count, firingMs }) => [
          ruleOf(ruleId, title),
          count,
          shortLength(firingMs),
        ])}
      />
      <Ranking
        title={t('incidents.analytics.flapping')}
        columns={[t('incidents.analytics.alert'), t('incidents.analytics.times')]}
        rows={figures.flapping.map(({ latestId, title, times }) => [
          link(linkTo(`/incidents/${latestId}`), title),
          times,
        ])}
      />
      <Ranking
        title={t('incidents.analytics.longest')}
        columns={[t('incidents.analytics.alert'), t('incidents.analytics.since')]}
        rows={figures.longestOpen.map(({ id, title, severity, startedAt }) => [
          <span key={id} className={classes.alert}>
            <SeverityBadge severity={severity} />
            {link(linkTo(`/incidents/${id}`), title)}
          </span>,
          <Instant key={startedAt} at={startedAt} />,
        ])}
      />
    </div>
  );
}

function Ranking({
  title,
  columns,
  rows,
}: {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
}) {
  const { t } = useTranslation();
  return (
    <section>
      <h2 className={classes.heading}>{title}</h2>
      {rows.length === 0 && <p className="dimmed">{t('incidents.analytics.nothing')}</p>}
      {rows.length > 0 && (
        <Table aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column}>{column}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a ranking is its order
              <Table.Tr key={row}>
                {cells.map((cell, column) => (
                  <Table.Td key={columns[column]} className={column > 0 ? 'figures' : ''}>
                    {cell}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}
