import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../../contract/channels.ts';
import { channelQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { type EditorActions, useEditorActions } from '../../forms/use-editor-actions.ts';
import type { Form } from '../../forms/use-form.ts';
import { usePlace } from '../../scope/use-place.ts';
import { type ChannelForm, inputOfChannel } from './channel-form.ts';

/** How channels are saved and deleted; `stored` is undefined for a new one. */
export function useChannelActions(
  form: Form<ChannelForm>,
  stored: Channel | undefined,
): EditorActions {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const id = stored?.id ?? '';
  return useEditorActions(form, {
    list: '/channels',
    revision: stored?.revision,
    create: async () => {
      const { name } = await call('channels.create', {
        params: { owner },
        body: inputOfChannel(form.value),
      });
      return t('channels.editor.created', { name });
    },
    update: async (revision) => {
      const body = inputOfChannel(form.value);
      const { name } = await call('channels.update', { params: { owner, id }, body, revision });
      return t('channels.editor.saved', { name });
    },
    remove: async () => {
      await call('channels.delete', { params: { owner, id } });
      return t('channels.editor.deleted', { name: stored?.name ?? '' });
    },
    latestRevision: async () => {
      const latest = { ...channelQuery(call, owner, id), staleTime: 0 };
      return (await queryClient.fetchQuery(latest)).revision;
    },
  });
}
