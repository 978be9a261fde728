import { Alert } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { printDurationMs } from '../../../../platform/model/duration.ts';
import type { ClusterPast, PastNotice } from '../../../contract/rule-past.ts';
import { reasonWords } from '../../i18n/reason-words.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { instantText } from '../../time/instant-text.ts';
import { useZone } from '../../time/zone.ts';
import classes from './rule-past.module.css';

/** In words: how often each level would have fired, and how many messages would have gone out. */
export function PastSummary({ past }: { readonly past: ClusterPast }) {
  const { t } = useTranslation();
  const { levels, incidents, notifications, seriesCount, seriesFired } = past;
  return (
    <div className={classes.summary} role="status">
      <p>
        {t('rulePast.fired', { count: incidents })}{' '}
        {incidents > 0 && t('rulePast.ofSeries', { fired: seriesFired, count: seriesCount })}
      </p>
      <ul className={classes.levels}>
        {levels.map(({ severity, isNoData, fired }) => (
          <li key={`${severity} ${isNoData}`}>
            <SeverityBadge severity={severity} /> {isNoData && `${t('rulePast.noData')}: `}
            {t('rulePast.times', { count: fired })}
          </li>
        ))}
      </ul>
      <p>
        <strong>{t('rulePast.notifications', { count: notifications.total })}</strong>
        {notifications.channels.map(({ id, name, count }, index) => (
          <span key={id} className="dimmed">
            {index === 0 ? ' ' : ' · '}
            {t('rulePast.toChannel', { name, count })}
          </span>
        ))}
      </p>
      {notifications.unsent.length > 0 && (
        <p className="dimmed">
          {notifications.unsent
            .map(({ reason, count }) =>
              t('rulePast.unsent', { count, reason: reasonWords(reason, t) }),
            )
            .join(' ')}
        </p>
      )}
    </div>
  );
}

/** What should be known about the answer. */
export function PastNotices({ notices }: { readonly notices: readonly PastNotice[] }) {
  const { t } = useTranslation();
  const zone = useZone();
  return notices.map((notice) => (
    <Alert key={JSON.stringify(notice)} color="gray" mb="xs" p="xs">
      {noticeWords(notice, zone, t)}
    </Alert>
  ));
}

const KNOWN = [
  'coarser_step',
  'cut_off',
  'over_limit',
  'same_labels',
  'value_in_labels',
  'template_failed',
  'unassigned',
  'warning',
] as const;

function noticeWords(notice: PastNotice, zone: string, t: TFunction): string {
  const kind = KNOWN.find((one) => one === notice.kind);
  // The service may know newer ones than this interface.
  if (kind === undefined) return notice.message ?? notice.kind.replaceAll('_', ' ');
  return t(`rulePast.notice.${kind}`, {
    step: printDurationMs(notice.stepMs ?? 0),
    interval: printDurationMs(notice.intervalMs ?? 0),
    until: notice.until === undefined ? '' : instantText(Date.parse(notice.until), zone),
    limit: notice.limit ?? 0,
    count: notice.count ?? 0,
    reason: reasonWords(notice.reason ?? '', t),
    message: notice.message ?? '',
  });
}
