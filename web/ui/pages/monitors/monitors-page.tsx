import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Monitor } from '../../../contract/monitors.ts';
import { monitorOptionsQuery, monitorsQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { Instant } from '../../time/instant.tsx';
import classes from './monitors.module.css';

/** What the tenant has scraped, with its state. */
export function MonitorsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts } = usePlace();
  const linkTo = useLinkTo();
  const monitors = useQuery(monitorsQuery(call, parts.owner));
  const options = useQuery(monitorOptionsQuery(call, parts.owner)).data;
  const canWrite = options?.environments.some(({ mayWrite }) => mayWrite) === true;
  const newMonitor = canWrite && (
    <Button
      component={Link}
      to={linkTo('/monitors/new')}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('monitors.new')}
    </Button>
  );
  return (
    <Page
      title={t('monitors.title')}
      beside={
        monitors.data !== undefined && (
          <span className="dimmed figures">
            {t('frame.table.total', { count: monitors.data.length })}
          </span>
        )
      }
      actions={newMonitor}
    >
      <AreaNav area="collection" />
      <ListState
        items={monitors.data}
        error={monitors.error}
        retry={() => void monitors.refetch()}
        empty={
          <Empty title={t('monitors.empty', { owner: parts.owner })} text={t('monitors.emptyText')}>
            {newMonitor}
          </Empty>
        }
      >
        {(items) => <MonitorTable monitors={items} />}
      </ListState>
    </Page>
  );
}

const COLUMNS = ['name', 'kind', 'environment', 'state', 'updated'] as const;

function MonitorTable({ monitors }: { readonly monitors: readonly Monitor[] }) {
  const { t } = useTranslation();
  const table = useRowKeys<HTMLTableElement>();
  const sorted = monitors.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <div className={classes.scroll}>
      <table ref={table} className={classes.table} aria-label={t('monitors.title')}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`monitors.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((monitor) => (
            <MonitorRow key={monitor.id} monitor={monitor} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MonitorRow({ monitor }: { readonly monitor: Monitor }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <tr>
      <td className={classes.wide}>
        <Link data-row className={classes.name ?? ''} to={linkTo(`/monitors/${monitor.id}`)}>
          {monitor.name}
        </Link>
      </td>
      <td>{t(`monitors.kind.${monitor.source.kind}`)}</td>
      <td className="mono">{monitor.environment}</td>
      <td className={classes.wide}>
        <StateText monitor={monitor} />
      </td>
      <td className="dimmed">
        <Instant at={monitor.updatedAt} />
      </td>
    </tr>
  );
}

function StateText({ monitor }: { readonly monitor: Monitor }) {
  const { t } = useTranslation();
  const { enabled, carrier, delivery, targets } = monitor;
  if (!enabled) return <span className="dimmed">{t('monitors.off')}</span>;
  if (targets !== null) {
    const { up, down, unknown, problem } = targets;
    return (
      <>
        {t('collection.targets.up', { up, count: up + down + unknown })}
        {problem !== '' && <div className={classes.fault}>{problem}</div>}
      </>
    );
  }
  if (delivery === null) return t(`monitors.carrier.${carrier}`);
  const { state, message } = delivery;
  return (
    <>
      {t(`monitors.delivery.${state}`)}
      {message !== '' && <div className={classes.fault}>{message}</div>}
    </>
  );
}
