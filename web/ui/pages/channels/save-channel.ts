import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../../contract/channels.ts';
import { channelQuery, ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import type { Form } from '../../forms/use-form.ts';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { type ChannelForm, inputOfChannel } from './channel-form.ts';

/** What can be done with the channel in the form; each leads back to the list when it worked. */
export interface ChannelActions {
  readonly isBusy: boolean;
  readonly save: () => Promise<void>;
  readonly remove: () => Promise<void>;
  readonly settleConflict: (choice: 'theirs' | 'mine') => Promise<void>;
}

export function useChannelActions(
  form: Form<ChannelForm>,
  stored: Channel | undefined,
): ChannelActions {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const go = useGo();
  const linkTo = useLinkTo();
  const [isBusy, setIsBusy] = useState(false);

  const done = (message: string) => {
    form.settle();
    notifications.show({ message });
    void queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    go(linkTo('/channels'));
  };
  const write = async (revision: number | undefined) => {
    setIsBusy(true);
    form.setFault(undefined);
    const body = inputOfChannel(form.value);
    try {
      if (stored === undefined || revision === undefined) {
        await call('channels.create', { params: { owner }, body });
        done(t('channels.editor.created', { name: body.name }));
      } else {
        await call('channels.update', { params: { owner, id: stored.id }, body, revision });
        done(t('channels.editor.saved', { name: body.name }));
      }
    } catch (fault) {
      form.setFault(fault);
    } finally {
      setIsBusy(false);
    }
  };
  return {
    isBusy,
    save: async () => {
      if (form.check()) await write(stored?.revision);
    },
    remove: async () => {
      if (stored === undefined) return;
      await call('channels.delete', { params: { owner, id: stored.id } });
      done(t('channels.editor.deleted', { name: stored.name }));
    },
    settleConflict: async (choice) => {
      if (stored === undefined) return;
      if (choice === 'theirs') form.discard();
      const latest = await queryClient.fetchQuery({
        ...channelQuery(call, owner, stored.id),
        staleTime: 0,
      });
      if (choice === 'mine') await write(latest.revision);
    },
  };
}
