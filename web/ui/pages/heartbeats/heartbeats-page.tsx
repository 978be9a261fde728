import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Heartbeat } from '../../../contract/heartbeats.ts';
import { heartbeatsQuery } from '../../api/heartbeat-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { may } from '../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { Instant } from '../../time/instant.tsx';
import classes from '../policies/policies.module.css';

/** The heartbeats of the tenant that the scope belongs to. */
export function HeartbeatsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const heartbeats = useQuery(heartbeatsQuery(call, owner));
  const newHeartbeat = may(scopes, owner, 'rules:write') && (
    <Button
      component={Link}
      to={linkTo('/heartbeats/new')}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('heartbeats.new')}
    </Button>
  );
  return (
    <Page title={t('heartbeats.title')} actions={newHeartbeat}>
      <AreaNav area="rules" />
      <ListState
        items={heartbeats.data?.toSorted((a, b) => a.name.localeCompare(b.name))}
        error={heartbeats.error}
        retry={() => void heartbeats.refetch()}
        empty={
          <Empty title={t('heartbeats.empty', { owner })} text={t('heartbeats.emptyText')}>
            {newHeartbeat}
          </Empty>
        }
      >
        {(items) => <HeartbeatTable heartbeats={items} />}
      </ListState>
    </Page>
  );
}

const COLUMNS = ['name', 'state', 'every', 'last', 'severity'] as const;

function HeartbeatTable({ heartbeats }: { readonly heartbeats: readonly Heartbeat[] }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const table = useRowKeys<HTMLTableElement>();
  return (
    <table ref={table} className={classes.table} aria-label={t('heartbeats.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`heartbeats.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {heartbeats.map((heartbeat) => (
          <tr key={heartbeat.id}>
            <td className={classes.wide}>
              <Link
                data-row
                className={classes.name ?? ''}
                to={linkTo(`/heartbeats/${heartbeat.id}`)}
              >
                {heartbeat.name}
              </Link>
              <div className={`${classes.description} dimmed`}>{heartbeat.description}</div>
            </td>
            <td>{t(`heartbeats.state.${heartbeat.state}`)}</td>
            <td className="dimmed" data-column={t('heartbeats.column.every')}>
              {heartbeat.every}
            </td>
            <td className={`${classes.updated} dimmed`} data-column={t('heartbeats.column.last')}>
              {heartbeat.lastBeatAt === null ? (
                t('heartbeats.never')
              ) : (
                <Instant at={heartbeat.lastBeatAt} />
              )}
            </td>
            <td>
              <SeverityBadge severity={heartbeat.severity} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
