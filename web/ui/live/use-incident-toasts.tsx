import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LiveMessage } from '../../contract/live.ts';
import { useServices } from '../app/services.ts';
import { useLinkTo } from '../scope/use-place.ts';
import { useLadder } from '../severity/ladder.ts';
import { SeverityBadge } from '../severity/severity-badge.tsx';
import { type NewIncidentNotice, noticesOf, UntoldIncidents } from './new-incidents.ts';

/** What begins within this time is told together. */
const GATHER_MS = 800;

/** Between two notices about many; what begins in between is counted into the next. */
const PAUSE_MS = 10_000;

/**
 * Notices of incidents that begin, on any page: a few at a time, one about all when there are many, none of what a
 * channel of the browser tells of.
 */
export function useIncidentToasts(): (message: LiveMessage) => void {
  const { live } = useServices();
  const ladder = useLadder();
  const [untold] = useState(() => new UntoldIncidents());
  const cancel = useRef<() => void>(undefined);
  const show = useShowNotice();
  const flush = useEffectEvent(() => {
    cancel.current = undefined;
    const notices = noticesOf(untold.take(), ladder);
    for (const notice of notices) show(notice);
    if (notices.some(({ kind }) => kind === 'many')) wait(PAUSE_MS);
  });
  const wait = (delayMs: number) => {
    cancel.current = live.after(delayMs, () => flush());
  };
  useEffect(() => () => cancel.current?.(), []);
  return (message) => {
    const told = untold.hear(message);
    if (told !== undefined) notifications.hide(noticeOf(told));
    if (untold.size > 0 && cancel.current === undefined) wait(GATHER_MS);
  };
}

const noticeOf = (incident: string): string => `begun-${incident}`;

function useShowNotice(): (notice: NewIncidentNotice) => void {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (notice) => {
    const incident = notice.kind === 'one' ? notice.incident : notice.worst;
    const id = notice.kind === 'one' ? noticeOf(incident.id) : 'begun-many';
    const to = notice.kind === 'one' ? `/incidents/${incident.id}` : '/incidents';
    const title =
      notice.kind === 'one'
        ? t('incidents.toast.began')
        : t('incidents.toast.beganMany', { count: notice.count });
    if (notice.kind === 'many') notifications.hide(id);
    notifications.show({
      id,
      autoClose: 12_000,
      withBorder: true,
      title,
      message: (
        <>
          <SeverityBadge severity={incident.severity} />{' '}
          <Anchor component={Link} size="sm" to={linkTo(to)} onClick={() => notifications.hide(id)}>
            {incident.title}
          </Anchor>
        </>
      ),
    });
  };
}
