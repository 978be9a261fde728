import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { channelQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { WithChannelKinds } from '../../notify/with-channel-kinds.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { ChannelEditor } from './channel-editor.tsx';
import { blankChannel, formOfChannel } from './channel-form.ts';
import { SuspendedNotice } from './suspended-notice.tsx';

/** A channel, new or stored. */
export function ChannelPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const linkTo = useLinkTo();
  const { user } = useSession();
  const back = (
    <Anchor component={Link} to={linkTo('/channels')} size="xs">
      {t('channels.editor.back')}
    </Anchor>
  );
  if (id !== 'new') return <StoredChannel id={id} back={back} />;
  return (
    <Page title={t('channels.editor.newTitle')} before={back}>
      <WithChannelKinds>
        {(kinds) => (
          <ChannelEditor
            kinds={kinds}
            stored={undefined}
            initial={blankChannel(user.language, kinds[0]?.name ?? '')}
          />
        )}
      </WithChannelKinds>
    </Page>
  );
}

function StoredChannel({ id, back }: { readonly id: string; readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useQuery({ ...channelQuery(call, owner, id), staleTime: 0 });
  // Not one of the cache: when the newer one came, the editor would be drawn anew under one's hands.
  const channel = found.isFetchedAfterMount ? found.data : undefined;
  return (
    <Page title={found.data?.name ?? t('channels.title')} before={back}>
      {channel === undefined && found.error === null && <SkeletonRows />}
      {channel === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {channel !== undefined && <SuspendedNotice channel={channel} />}
      {channel !== undefined && (
        <WithChannelKinds>
          {(kinds) => (
            <ChannelEditor
              key={`${channel.id} ${channel.revision}`}
              kinds={kinds}
              stored={channel}
              initial={formOfChannel(channel)}
            />
          )}
        </WithChannelKinds>
      )}
    </Page>
  );
}
