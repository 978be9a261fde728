import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChecks } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { InboxEntry } from '../../../contract/inbox.ts';
import { errorWords } from '../../api/error-words.ts';
import { INBOX_KEY, inboxQuery } from '../../api/inbox-queries.ts';
import { useServices } from '../../app/services.ts';
import { Page } from '../../frame/page.tsx';
import { reportWords } from '../../i18n/report-words.ts';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { linkTo } from '../../scope/place.ts';
import { usePlace } from '../../scope/use-place.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { Instant } from '../../time/instant.tsx';
import classes from './inbox.module.css';

/** What was told to oneself because no channel was named, of all tenants. */
export function InboxPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const entries = useQuery(inboxQuery(call));
  const read = useMarkRead();
  const newest = entries.data?.[0];
  const hasUnread = entries.data?.some(({ readAt }) => readAt === null) ?? false;
  return (
    <Page
      title={t('inbox.title')}
      actions={
        newest !== undefined &&
        hasUnread && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconChecks size={14} />}
            onClick={() => read({ upTo: newest.id })}
          >
            {t('inbox.readAll')}
          </Button>
        )
      }
    >
      <ListState
        items={entries.data}
        error={entries.error}
        retry={() => void entries.refetch()}
        empty={<Empty title={t('inbox.empty')} text={t('inbox.emptyText')} />}
      >
        {(items) => <InboxTable entries={items} onRead={(id) => read({ ids: [id] })} />}
      </ListState>
    </Page>
  );
}

type Read = { readonly ids: string[] } | { readonly upTo: string };

function useMarkRead(): (body: Read) => void {
  const { t } = useTranslation();
  const { call } = useServices();
  const queryClient = useQueryClient();
  const mark = async (body: Read) => {
    try {
      await call('inbox.read', { body });
    } catch (error) {
      const { title, detail } = errorWords(error, t);
      notifications.show({ color: 'danger', title, message: detail });
    }
    await queryClient.invalidateQueries({ queryKey: INBOX_KEY });
  };
  return (body) => void mark(body);
}

const COLUMNS = ['severity', 'title', 'purpose', 'place', 'at'] as const;

/** The narrowest place of an entry: a reader of one environment may name no wider one. */
function scopeOf({ owner, project, environment }: InboxEntry): string {
  return [owner, project, environment].filter((part) => part !== null).join('.');
}

/** A channel is looked after where channels are: who made it may not see the incident about it. */
function pageOf({ channelId, incidentId, reportId }: InboxEntry): string {
  if (reportId !== null) return `/reports/${reportId}`;
  return channelId === null ? `/incidents/${incidentId}` : '/channels';
}

function InboxTable({
  entries,
  onRead,
}: {
  readonly entries: readonly InboxEntry[];
  readonly onRead: (id: string) => void;
}) {
  const { t } = useTranslation();
  const { rangeText } = usePlace();
  const table = useRowKeys<HTMLTableElement>();
  return (
    <table ref={table} className={classes.table} aria-label={t('inbox.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`inbox.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.id} data-unread={entry.readAt === null}>
            <td>{entry.reportId === null && <SeverityBadge severity={entry.severity} />}</td>
            <td className={classes.wide}>
              <Link
                data-row
                className={classes.name ?? ''}
                to={linkTo(pageOf(entry), { scope: scopeOf(entry), rangeText })}
                onClick={() => {
                  if (entry.readAt === null) onRead(entry.id);
                }}
              >
                {entry.title}
              </Link>
              {entry.readAt === null && (
                <span className={classes.mark}>{t('inbox.unreadMark')}</span>
              )}
            </td>
            <td>
              {t(`inbox.purpose.${entry.reportId === null ? entry.purpose : 'notSent'}`)}
              {entry.message !== '' && <div className="dimmed small">{reportWords(entry, t)}</div>}
            </td>
            <td className="dimmed">
              {[entry.owner, entry.project, entry.environment].filter(Boolean).join(' › ')}
            </td>
            <td className={`${classes.at} dimmed`}>
              <Instant at={entry.at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
