import {
  IconArrowDown,
  IconArrowUp,
  IconBellOff,
  IconCheck,
  IconCircleCheck,
  IconClock,
  IconFlame,
  IconRefresh,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IncidentEvent } from '../../../contract/incidents.ts';
import { reasonWords } from '../../i18n/reason-words.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { ExactInstant } from '../../time/instant.tsx';
import classes from './incident-page.module.css';

const ICONS = {
  fired: IconFlame,
  severity_raised: IconArrowUp,
  severity_lowered: IconArrowDown,
  resolved: IconCircleCheck,
  notification_queued: IconClock,
  notification_not_sent: IconBellOff,
  delivery_succeeded: IconCheck,
  delivery_failed: IconRefresh,
  delivery_dropped: IconX,
} as const;

/** Everything that happened, newest first. */
export function IncidentTimeline({ events }: { readonly events: readonly IncidentEvent[] }) {
  const { t } = useTranslation();
  if (events.length === 0) return <p className="dimmed">{t('incidents.detail.empty')}</p>;
  return (
    <ol className={classes.timeline}>
      {events.toReversed().map((event) => (
        <TimelineEvent key={event.position} event={event} />
      ))}
    </ol>
  );
}

function TimelineEvent({ event }: { readonly event: IncidentEvent }) {
  const Icon = ICONS[event.kind];
  const { t } = useTranslation();
  const reason = event.reason === null ? null : reasonWords(event.reason, t);
  const notes = [reason, event.detail].filter((note) => note !== null && note !== '');
  return (
    <li className={classes.event} data-kind={event.kind}>
      <span className={classes.icon}>
        <Icon size={14} aria-hidden />
      </span>
      <div className={classes.what}>
        <div>
          <EventWords event={event} />
        </div>
        {notes.length > 0 && <div className={`${classes.notes} dimmed`}>{notes.join(' · ')}</div>}
      </div>
      <span className={classes.when}>
        <ExactInstant at={event.at} />
      </span>
    </li>
  );
}

function EventWords({ event }: { readonly event: IncidentEvent }) {
  const { t } = useTranslation();
  const { kind, severity } = event;
  const channel = event.channelName ?? t('incidents.event.someChannel');
  switch (kind) {
    case 'fired':
    case 'severity_raised':
    case 'severity_lowered': {
      const [before = '', after = ''] = t(`incidents.event.${kind}`, { severity: '|' }).split('|');
      return (
        <>
          {before}
          {severity !== null && <SeverityBadge severity={severity} />}
          {after}
        </>
      );
    }
    case 'notification_not_sent':
      return event.channelName === null
        ? t('incidents.event.notification_not_sent_anyone')
        : t('incidents.event.notification_not_sent', { channel });
    case 'resolved':
      return t('incidents.event.resolved');
    default:
      return t(`incidents.event.${kind}`, { channel });
  }
}
