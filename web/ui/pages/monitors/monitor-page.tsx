import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { MonitorOptions } from '../../../contract/monitors.ts';
import { monitorOptionsQuery, monitorQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { BackLink } from '../../things/back-link.tsx';
import { LatestState, useLatest } from '../../things/latest.tsx';
import { MonitorEditor } from './monitor-editor.tsx';
import { blankMonitor, draftOfForm } from './monitor-form.ts';
import { MonitorStatus } from './monitor-status.tsx';

/** A monitor, new or stored, with its targets. */
export function MonitorPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const options = useQuery(monitorOptionsQuery(call, owner));
  const back = <BackLink list="/monitors">{t('monitors.back')}</BackLink>;
  if (options.data === undefined) {
    return (
      <Page title={t('monitors.title')} before={back}>
        {options.error === null ? (
          <SkeletonRows />
        ) : (
          <FaultText error={options.error} retry={() => void options.refetch()} />
        )}
      </Page>
    );
  }
  if (id !== 'new') return <StoredMonitor id={id} back={back} options={options.data} />;
  return (
    <Page title={t('monitors.newTitle')} before={back}>
      <NewMonitor options={options.data} />
    </Page>
  );
}

function NewMonitor({ options }: { readonly options: MonitorOptions }) {
  const { scope } = usePlace();
  const writable = options.environments.filter(({ mayWrite }) => mayWrite);
  const [named = ''] = scope.split('@');
  const place = writable.find(({ name }) => name === named) ?? writable[0];
  const kind = place?.isKubernetes === true ? 'service' : 'scrape';
  const initial = blankMonitor(place?.name ?? '', kind);
  return <MonitorEditor stored={undefined} initial={initial} options={options} />;
}

function StoredMonitor({
  id,
  back,
  options,
}: {
  readonly id: string;
  readonly back: React.ReactNode;
  readonly options: MonitorOptions;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const linkTo = useLinkTo();
  const { owner } = usePlace().parts;
  const found = useLatest(monitorQuery(call, owner, id));
  return (
    <Page
      title={found.known?.name ?? t('monitors.title')}
      before={back}
      actions={
        <Anchor component={Link} size="sm" to={linkTo(`/monitors/${id}/history`)}>
          {t('ruleWork.history.title')}
        </Anchor>
      }
    >
      <LatestState of={found}>
        {(monitor) => (
          <>
            <MonitorStatus id={monitor.id} />
            <MonitorEditor
              key={`${monitor.id} ${monitor.revision}`}
              stored={monitor}
              initial={draftOfForm(monitor)}
              options={options}
            />
          </>
        )}
      </LatestState>
    </Page>
  );
}
