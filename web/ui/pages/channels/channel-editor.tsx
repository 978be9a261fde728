import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ChannelKind } from '../../../contract/channel-kinds.ts';
import type { Channel } from '../../../contract/channels.ts';
import { rulesQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { StoredForm } from '../../forms/stored-form.tsx';
import { useForm } from '../../forms/use-form.ts';
import { useWords } from '../../i18n/use-words.ts';
import { kindNamed } from '../../notify/kind-named.ts';
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
  kinds,
  stored,
  initial,
}: {
  readonly kinds: readonly ChannelKind[];
  readonly stored: Channel | undefined;
  readonly initial: ChannelForm;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const { user, scopes } = useSession();
  const { parts, node } = usePlace();
  const isNew = stored === undefined;
  const form = useForm<ChannelForm>({
    key: `${user.id}/${parts.owner}/channel/${stored?.id ?? 'new'}`,
    base: isNew ? '' : String(stored.revision),
    initial,
    isShape: isChannelForm,
    toDraft: (value) => channelDraft(value, kinds),
    validate: (value) => checkChannel(value, kindNamed(kinds, value.kind), { isNew, t, words }),
  });
  const kind = kindNamed(kinds, form.value.kind);
  const actions = useChannelActions(form, kind, stored);
  const isReadOnly = !may(scopes, node.path, 'channels:write');
  return (
    <StoredForm
      form={form}
      actions={actions}
      fields={channelFields(form.value, kind)}
      isNew={isNew}
      isReadOnly={isReadOnly}
      destructive={
        !isNew && !isReadOnly && <DeleteChannel channel={stored} onDelete={actions.remove} />
      }
    >
      <ChannelFields form={form} kinds={kinds} stored={stored} isLocked={isReadOnly} />
      {!isReadOnly && <ChannelTest form={form} kind={kind} stored={stored} />}
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
