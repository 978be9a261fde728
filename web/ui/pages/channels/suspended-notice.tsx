import { Alert, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../../contract/channels.ts';
import type { WaitingFate } from '../../../contract/deliveries.ts';
import { errorWords } from '../../api/error-words.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { reasonWords } from '../../i18n/reason-words.ts';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';

/** Why the service has switched the channel off, and what is to become of what it has not sent. */
export function SuspendedNotice({ channel }: { readonly channel: Channel }) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { node } = usePlace();
  const { enabled, disabledReason } = channel;
  if (enabled || disabledReason === null) return null;
  return (
    <Alert color="danger" mb="md" title={t('deadLetters.suspended')} role="status">
      <Text size="sm" mb="sm">
        {t('deadLetters.suspendedText', { reason: reasonWords(disabledReason, t) })}
      </Text>
      {may(scopes, node.path, 'channels:write') && <Resume channel={channel} />}
    </Alert>
  );
}

function Resume({ channel: { owner, id, name } }: { readonly channel: Channel }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const queryClient = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const resume = async (waiting: WaitingFate) => {
    setBusy(true);
    try {
      await call('deliveries.resume', { params: { owner, id }, body: { waiting } });
      notifications.show({ message: t('deadLetters.resumed', { name }) });
    } catch (fault) {
      const { title, detail } = errorWords(fault, t);
      notifications.show({ color: 'danger', title, message: detail });
    }
    setBusy(false);
    await queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
  };
  return (
    <Group gap="xs">
      <Button size="xs" loading={isBusy} onClick={() => void resume('send')}>
        {t('deadLetters.resumeSend')}
      </Button>
      <Button size="xs" variant="default" disabled={isBusy} onClick={() => void resume('discard')}>
        {t('deadLetters.resumeDiscard')}
      </Button>
    </Group>
  );
}
