import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../../contract/channels.ts';
import { rulesQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { StoredForm } from '../../forms/stored-form.tsx';
import { useForm } from '../../forms/use-form.ts';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { ChannelFields } from './channel-fields.tsx';
import {
  type ChannelForm,
  channelDraft,
  channelFields,
  checkChannel,
  isChannelForm,
} from './channel-form.ts';
import { ChannelTest } from './channel-test.tsx';
import { useChannelActions } from './save-channel.ts';

/** The form of a channel, with a test message before anything depends on it. */
export function ChannelEditor({
  stored,
  initial,
}: {
  readonly stored: Channel | undefined;
  readonly initial: ChannelForm;
}) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { parts, node } = usePlace();
  const isNew = stored === undefined;
  const form = useForm<ChannelForm>({
    key: `${user.id}/${parts.owner}/channel/${stored?.id ?? 'new'}`,
    base: isNew ? '' : String(stored.revision),
    initial,
    isShape: isChannelForm,
    toDraft: channelDraft,
    validate: (value) => checkChannel(value, isNew, t),
  });
  const actions = useChannelActions(form, stored);
  const isReadOnly = !may(scopes, node.path, 'channels:write');
  return (
    <StoredForm
      form={form}
      actions={actions}
      fields={channelFields(form.value)}
      isNew={isNew}
      isReadOnly={isReadOnly}
      destructive={
        !isNew && !isReadOnly && <DeleteChannel channel={stored} onDelete={actions.remove} />
      }
    >
      <ChannelFields form={form} stored={stored} />
      {!isReadOnly && <ChannelTest form={form} stored={stored} />}
    </StoredForm>
  );
}

function DeleteChannel({
  channel,
  onDelete,
}: {
  readonly channel: Channel;
  readonly onDelete: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const rules = useQuery(rulesQuery(call, channel.owner)).data ?? [];
  const users = rules.filter(({ channels }) => channels.includes(channel.id));
  const names = users.map(({ name }) => name).join(', ');
  return (
    <DeleteButton
      title={t('channels.editor.deleteTitle', { name: channel.name })}
      text={
        users.length === 0
          ? t('channels.editor.deleteText')
          : t('channels.editor.deleteUsed', { count: users.length, names })
      }
      confirm={t('channels.editor.deleteConfirm')}
      isBlocked={users.length > 0}
      onDelete={onDelete}
    />
  );
}
