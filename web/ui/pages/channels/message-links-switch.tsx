import { Switch } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { messageLinksQuery } from '../../api/delivery-queries.ts';
import { errorWords } from '../../api/error-words.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { may } from '../../scope/permissions.ts';

/** Whether messages of the tenant have links that act. */
export function MessageLinksSwitch({ owner }: { readonly owner: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes } = useSession();
  const queryClient = useQueryClient();
  const query = messageLinksQuery(call, owner);
  const { data } = useQuery(query);
  if (data === undefined) return null;
  const set = async (enabled: boolean) => {
    try {
      const stored = await call('deliveries.setLinks', { params: { owner }, body: { enabled } });
      queryClient.setQueryData(query.queryKey, stored);
    } catch (fault) {
      const { title, detail } = errorWords(fault, t);
      notifications.show({ color: 'danger', title, message: detail });
    }
  };
  return (
    <Switch
      mt="xl"
      size="xs"
      checked={data.enabled}
      disabled={!may(scopes, owner, 'channels:write')}
      label={t('deadLetters.links')}
      description={t('deadLetters.linksText')}
      onChange={(event) => void set(event.currentTarget.checked)}
    />
  );
}
