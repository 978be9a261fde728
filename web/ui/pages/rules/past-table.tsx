import { useTranslation } from 'react-i18next';
import { seriesName } from '../../../../dashboards/panels/matrix-frames.ts';
import type { ClusterPast, PastSeries } from '../../../contract/rule-past.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { instantText } from '../../time/instant-text.ts';
import { useZone } from '../../time/zone.ts';
import classes from './rule-past.module.css';

/** Spans listed of one series; the graph shows them all. */
const MOST_SPANS = 5;
/** Series listed at first. */
const MOST_ROWS = 20;

/** The series that would have fired, with when. */
export function PastTable({ past }: { readonly past: ClusterPast }) {
  const { t } = useTranslation();
  const { series, seriesFired, levels } = past;
  const fired = series.filter((one) => one.fired > 0).slice(0, MOST_ROWS);
  if (fired.length === 0) return null;
  return (
    <>
      <table className={classes.table} aria-label={t('rulePast.table')}>
        <thead>
          <tr>
            <th scope="col">{t('rulePast.series')}</th>
            <th scope="col">{t('rulePast.when')}</th>
          </tr>
        </thead>
        <tbody>
          {fired.map((one) => (
            <SeriesRow key={JSON.stringify(one.labels)} series={one} levels={levels} />
          ))}
        </tbody>
      </table>
      {seriesFired > fired.length && (
        <p className="dimmed">{t('rulePast.moreSeries', { count: seriesFired - fired.length })}</p>
      )}
    </>
  );
}

function SeriesRow({
  series: { labels, spans, fired },
  levels,
}: {
  readonly series: PastSeries;
  readonly levels: ClusterPast['levels'];
}) {
  const { t } = useTranslation();
  const { alertname: _, ...metric } = labels;
  const shown = spans.slice(0, MOST_SPANS);
  return (
    <tr>
      <td className={`${classes.labels} mono`}>{seriesName(metric)}</td>
      <td>
        <ul className={classes.spans}>
          {shown.map((span) => (
            <li key={`${span.level} ${span.firedAt}`}>
              <SeverityBadge severity={levels[span.level]?.severity ?? ''} />{' '}
              <SpanTimes firedAt={span.firedAt} resolvedAt={span.resolvedAt} />
            </li>
          ))}
        </ul>
        {fired > shown.length && (
          <span className="dimmed">{t('rulePast.moreSpans', { count: fired - shown.length })}</span>
        )}
      </td>
    </tr>
  );
}

function SpanTimes({
  firedAt,
  resolvedAt,
}: {
  readonly firedAt: string;
  readonly resolvedAt: string | null;
}) {
  const { t } = useTranslation();
  const zone = useZone();
  const text = (at: string) => instantText(Date.parse(at), zone);
  return (
    <span className="figures">
      {text(firedAt)} – {resolvedAt === null ? t('rulePast.stillFiring') : text(resolvedAt)}
    </span>
  );
}
