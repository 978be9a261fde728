import { Anchor } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconBellOff,
  IconCheck,
  IconCircleCheck,
  IconClock,
  IconEar,
  IconEarOff,
  IconFlame,
  IconNote,
  IconPlugConnected,
  IconRefresh,
  IconStack2,
  IconUserCheck,
  IconUserShare,
  IconUserX,
  IconX,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { IncidentEvent } from '../../../contract/incidents.ts';
import { channelWords } from '../../i18n/channel-words.ts';
import { detailWords, knownWords, reasonWords } from '../../i18n/reason-words.ts';
import { SilenceLink, silenceIn } from '../../notify/silence-link.tsx';
import { useLinkTo } from '../../scope/use-place.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { ExactInstant } from '../../time/instant.tsx';
import classes from './incident-page.module.css';

const ICONS = {
  fired: IconFlame,
  severity_raised: IconArrowUp,
  severity_lowered: IconArrowDown,
  went_stale: IconEarOff,
  came_back: IconEar,
  resolved: IconCircleCheck,
  notification_grouped: IconStack2,
  notification_queued: IconClock,
  notification_not_sent: IconBellOff,
  delivery_succeeded: IconCheck,
  delivery_failed: IconRefresh,
  delivery_dropped: IconX,
  acknowledged: IconUserCheck,
  unacknowledged: IconUserX,
  assigned: IconUserShare,
  note: IconNote,
  channel_resumed: IconPlugConnected,
} as const;

/** Everything that happened, newest first. */
export function IncidentTimeline({
  events,
  withIncident = false,
}: {
  /** Oldest first. */
  readonly events: readonly IncidentEvent[];
  /** Of several incidents: each line leads to its own. */
  readonly withIncident?: boolean;
}) {
  const { t } = useTranslation();
  if (events.length === 0) return <p className="dimmed">{t('incidents.detail.empty')}</p>;
  return (
    <ol className={classes.timeline}>
      {events.toReversed().map((event) => (
        <TimelineEvent key={event.position} event={event} withIncident={withIncident} />
      ))}
    </ol>
  );
}

function TimelineEvent({
  event,
  withIncident,
}: {
  readonly event: IncidentEvent;
  readonly withIncident: boolean;
}) {
  const Icon = ICONS[event.kind];
  const linkTo = useLinkTo();
  const { t } = useTranslation();
  const reason = event.reason === null ? null : reasonWords(event.reason, t);
  const silence = silenceIn(event);
  const told = silence?.reason ?? event.detail;
  const detail = told === null ? null : (knownWords(told, t) ?? toldWords(event, told, t));
  const notes = [reason, detail].filter((note) => note !== null && note !== '');
  return (
    <li className={classes.event} data-kind={event.kind}>
      <span className={classes.icon}>
        <Icon size={14} aria-hidden />
      </span>
      <div className={classes.what}>
        <div>
          {withIncident ? (
            <Anchor component={Link} size="sm" to={linkTo(`/incidents/${event.incidentId}`)}>
              <EventWords event={event} />
            </Anchor>
          ) : (
            <EventWords event={event} />
          )}
        </div>
        {notes.length > 0 && (
          <div className={`${classes.notes} dimmed`}>
            {notes.join(' · ')} {silence !== undefined && <SilenceLink id={silence.id} />}
          </div>
        )}
      </div>
      <span className={classes.when}>
        <ExactInstant at={event.at} />
      </span>
    </li>
  );
}

/** What people wrote stays as it is. */
function toldWords({ kind }: IncidentEvent, told: string, t: TFunction): string {
  return kind === 'delivery_succeeded' ? detailWords(told, t) : told;
}

function EventWords({ event }: { readonly event: IncidentEvent }) {
  const { t } = useTranslation();
  const { kind, severity } = event;
  const channel = channelWords(event.channelId, event.channelName, t);
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
    case 'went_stale':
    case 'came_back':
      return t(`incidents.event.${kind}`);
    case 'resolved':
      return event.author === null
        ? t('incidents.event.resolved')
        : t('incidents.event.resolvedBy', { author: event.author });
    case 'acknowledged':
    case 'unacknowledged':
    case 'assigned':
    case 'note':
    case 'channel_resumed':
      return t(`incidents.event.${kind}`, {
        author: event.author ?? t('incidents.event.someone'),
      });
    default:
      return t(`incidents.event.${kind}`, { channel });
  }
}
