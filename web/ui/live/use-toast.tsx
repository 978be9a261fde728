import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LiveMessage } from '../../contract/live.ts';
import { useLinkTo } from '../scope/use-place.ts';
import { ResolvedBadge, SeverityBadge } from '../severity/severity-badge.tsx';

type Notification = Extract<LiveMessage, { readonly type: 'notification' }>;

/** Shows a notification of a browser channel; what several channels tell of one incident is shown once. */
export function useToast(): (message: Notification) => void {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return useCallback(
    (message) => {
      notifications.show({
        id: `told-${message.incidentId}-${message.status}-${message.severity}`,
        autoClose: 12_000,
        withBorder: true,
        title:
          message.count === undefined
            ? message.title
            : t('incidents.toast.more', { title: message.title, count: message.count - 1 }),
        message: (
          <>
            {message.status === 'resolved' ? (
              <ResolvedBadge />
            ) : (
              <SeverityBadge severity={message.severity} />
            )}{' '}
            {message.text}
            <br />
            <Anchor component={Link} size="xs" to={linkTo(`/incidents/${message.incidentId}`)}>
              {t('incidents.toast.open')}
            </Anchor>{' '}
            <span className="dimmed small">
              {t('incidents.toast.via', { channel: message.channelName })}
            </span>
          </>
        ),
      });
    },
    [t, linkTo],
  );
}
