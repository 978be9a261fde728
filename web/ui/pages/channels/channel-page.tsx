import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { channelQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { WithChannelKinds } from '../../notify/with-channel-kinds.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { BackLink } from '../../things/back-link.tsx';
import { LatestState, useLatest } from '../../things/latest.tsx';
import { ChannelEditor } from './channel-editor.tsx';
import { blankChannel, formOfChannel } from './channel-form.ts';
import { SuspendedNotice } from './suspended-notice.tsx';

/** A channel, new or stored. */
export function ChannelPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { user } = useSession();
  const back = <BackLink list="/channels">{t('channels.editor.back')}</BackLink>;
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
  const found = useLatest(channelQuery(call, owner, id));
  return (
    <Page title={found.known?.name ?? t('channels.title')} before={back}>
      <LatestState of={found}>
        {(channel) => (
          <>
            <SuspendedNotice channel={channel} />
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
          </>
        )}
      </LatestState>
    </Page>
  );
}
