import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentAnalytics } from '../../../contract/incident-history.ts';
import { incidentAnalyticsQuery } from '../../api/incident-queries.ts';
import { useServices } from '../../app/services.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { useNow } from '../../time/now.ts';
import { intervalAt } from '../../time/range.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import { shortLength } from '../../time/relative.ts';
import classes from './analytics.module.css';
import { AnalyticsTables } from './analytics-tables.tsx';
import { HourStrip } from './hour-strip.tsx';

const MINUTE_MS = 60_000;

/** Figures of the incidents of the scope in the time range, beside the time before. */
export function AnalyticsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts, range } = usePlace();
  const { startMs, endMs } = intervalAt(range, useNow(MINUTE_MS));
  const [from = '', to = ''] = [startMs, endMs].map((ms) =>
    new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS).toISOString(),
  );
  const { owner, project = null, environment = null } = parts;
  const found = useQuery(incidentAnalyticsQuery(call, owner, { from, to, project, environment }));
  return (
    <Page title={t('incidents.analytics.title')} actions={<RangePicker />}>
      <AreaNav area="incidents" />
      {found.data === undefined && found.error === null && <SkeletonRows />}
      {found.data === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {found.data !== undefined && <Figures figures={found.data} />}
    </Page>
  );
}

function Figures({ figures }: { readonly figures: IncidentAnalytics }) {
  const { t } = useTranslation();
  const { period, before } = figures;
  const length = (ms: number | null) =>
    ms === null ? t('incidents.analytics.none') : shortLength(ms);
  const spread = ({ medianMs, p90Ms, count }: typeof period.toResolve) =>
    count === 0
      ? ''
      : t('incidents.analytics.median', { value: length(medianMs), slow: length(p90Ms) });
  return (
    <>
      {figures.capped && <Alert mb="md">{t('incidents.analytics.capped')}</Alert>}
      <dl className={classes.figures}>
        <Figure
          name={t('incidents.analytics.incidents')}
          value={String(period.incidents)}
          before={String(before.incidents)}
        />
        <Figure
          name={t('incidents.analytics.acknowledgedShare')}
          value={String(period.acknowledged)}
          before={String(before.acknowledged)}
        />
        <Figure
          name={t('incidents.analytics.mtta')}
          value={length(period.toAcknowledge.meanMs)}
          before={length(before.toAcknowledge.meanMs)}
          note={spread(period.toAcknowledge)}
        />
        <Figure
          name={t('incidents.analytics.mttr')}
          value={length(period.toResolve.meanMs)}
          before={length(before.toResolve.meanMs)}
          note={spread(period.toResolve)}
        />
      </dl>
      <HourStrip strip={figures.strip} />
      <AnalyticsTables figures={figures} />
    </>
  );
}

function Figure({
  name,
  value,
  before,
  note = '',
}: {
  readonly name: string;
  readonly value: string;
  readonly before: string;
  readonly note?: string;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.figure}>
      <dt className="dimmed small">{name}</dt>
      <dd>
        <strong className="figures">{value}</strong>
        <span className="dimmed small">{t('incidents.analytics.before', { value: before })}</span>
        {note !== '' && <span className="dimmed small">{note}</span>}
      </dd>
    </div>
  );
}
