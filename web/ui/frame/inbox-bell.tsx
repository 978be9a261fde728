import { ActionIcon, Indicator, Tooltip } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { unreadQuery } from '../api/inbox-queries.ts';
import { useServices } from '../app/services.ts';
import { useLinkTo } from '../scope/use-place.ts';

/** One's own inbox, with how much of it is unread. */
export function InboxBell() {
  const { t } = useTranslation();
  const { call } = useServices();
  const linkTo = useLinkTo();
  const unread = useQuery(unreadQuery(call)).data?.unread ?? 0;
  const words = unread === 0 ? t('inbox.title') : t('inbox.unread', { count: unread });
  return (
    <Tooltip label={words}>
      <Indicator label={unread > 99 ? '99+' : unread} size={15} offset={5} disabled={unread === 0}>
        <ActionIcon
          component={Link}
          to={linkTo('/inbox')}
          variant="subtle"
          color="gray"
          aria-label={words}
        >
          <IconInbox size={18} stroke={1.7} />
        </ActionIcon>
      </Indicator>
    </Tooltip>
  );
}
