import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconSend } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deadLettersKey } from '../../api/delivery-queries.ts';
import { errorWords } from '../../api/error-words.ts';
import { useServices } from '../../app/services.ts';
import classes from './dead-letters.module.css';

/** Sends the chosen ones again, and tells of those that cannot be. */
export function ReplayButton({
  owner,
  ids,
  onDone,
}: {
  readonly owner: string;
  /** 500 at most count. */
  readonly ids: readonly string[];
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const queryClient = useQueryClient();
  const [isSending, setSending] = useState(false);
  const replay = async () => {
    setSending(true);
    try {
      const body = { ids: ids.slice(0, 500) };
      const { items } = await call('deliveries.replay', { params: { owner }, body });
      const count = items.filter(({ outcome }) => outcome === 'queued').length;
      if (count > 0) notifications.show({ message: t('deadLetters.replayed', { count }) });
      const left = items.length - count;
      if (left > 0) {
        const message = t('deadLetters.notReplayed', { count: left });
        notifications.show({ color: 'danger', message });
      }
      onDone();
    } catch (fault) {
      const { title, detail } = errorWords(fault, t);
      notifications.show({ color: 'danger', title, message: detail });
    }
    setSending(false);
    await queryClient.invalidateQueries({ queryKey: deadLettersKey(owner) });
  };
  return (
    <Button
      className={classes.replay ?? ''}
      size="xs"
      leftSection={<IconSend size={14} />}
      disabled={ids.length === 0}
      loading={isSending}
      onClick={() => void replay()}
    >
      {t('deadLetters.replay', { count: ids.length })}
    </Button>
  );
}
