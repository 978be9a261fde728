import { useTranslation } from 'react-i18next';
import type { ChannelKind } from '../../../contract/channel-kinds.ts';
import type { Channel } from '../../../contract/channels.ts';
import { channelQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import type { EditorActions } from '../../forms/use-editor-actions.ts';
import type { Form } from '../../forms/use-form.ts';
import { useStoredActions } from '../../forms/use-stored-actions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { type ChannelForm, inputOfChannel } from './channel-form.ts';

/** How channels are saved and deleted; `stored` is undefined for a new one. */
export function useChannelActions(
  form: Form<ChannelForm>,
  kind: ChannelKind,
  stored: Channel | undefined,
): EditorActions {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const id = stored?.id ?? '';
  return useStoredActions(form, {
    list: '/channels',
    stored,
    told: (what, name) => t(`channels.editor.${what}`, { name }),
    create: () =>
      call('channels.create', { params: { owner }, body: inputOfChannel(form.value, kind) }),
    update: (revision) =>
      call('channels.update', {
        params: { owner, id },
        body: inputOfChannel(form.value, kind),
        revision,
      }),
    remove: () => call('channels.delete', { params: { owner, id } }),
    query: channelQuery(call, owner, id),
  });
}
