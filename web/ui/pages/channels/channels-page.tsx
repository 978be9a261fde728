import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Channel } from '../../../contract/channels.ts';
import { channelsQuery, rulesQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { reasonWords } from '../../i18n/reason-words.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { kindIcon } from '../../notify/kind-icons.ts';
import { kindNamed } from '../../notify/kind-named.ts';
import { targetWords } from '../../notify/target-words.ts';
import { useChannelKinds } from '../../notify/use-channel-kinds.ts';
import { may } from '../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { Instant } from '../../time/instant.tsx';
import classes from './channels.module.css';
import { MessageLinksSwitch } from './message-links-switch.tsx';

/** The channels of the tenant that the scope belongs to. */
export function ChannelsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts, node } = usePlace();
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const channels = useQuery(channelsQuery(call, parts.owner));
  const canWrite = may(scopes, node.path, 'channels:write');
  const newChannel = canWrite && (
    <Button
      component={Link}
      to={linkTo('/channels/new')}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('channels.new')}
    </Button>
  );
  return (
    <Page
      title={t('channels.title')}
      beside={
        channels.data !== undefined && (
          <span className="dimmed figures">
            {t('frame.table.total', { count: channels.data.length })}
          </span>
        )
      }
      actions={
        <>
          <Beside />
          {newChannel}
        </>
      }
    >
      <ListState
        items={channels.data?.toSorted((a, b) => a.name.localeCompare(b.name))}
        error={channels.error}
        retry={() => void channels.refetch()}
        empty={
          <Empty title={t('channels.empty', { owner: parts.owner })} text={t('channels.emptyText')}>
            {newChannel}
          </Empty>
        }
      >
        {(items) => <ChannelTable channels={items} />}
      </ListState>
      <MessageLinksSwitch owner={parts.owner} />
    </Page>
  );
}

/** Pages that belong to channels. */
function Beside() {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <>
      <Button component={Link} to={linkTo('/channels/dead-letters')} size="xs" variant="default">
        {t('deadLetters.title')}
      </Button>
      <Button component={Link} to={linkTo('/channels/addresses')} size="xs" variant="default">
        {t('addresses.title')}
      </Button>
    </>
  );
}

const COLUMNS = ['name', 'kind', 'target', 'state', 'used', 'updated'] as const;

function ChannelTable({ channels }: { readonly channels: readonly Channel[] }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const rules = useQuery(rulesQuery(call, owner)).data;
  const table = useRowKeys<HTMLTableElement>();
  return (
    <table ref={table} className={classes.table} aria-label={t('channels.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`channels.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => (
          <ChannelRow
            key={channel.id}
            channel={channel}
            uses={rules?.filter((rule) => rule.channels.includes(channel.id)).length}
          />
        ))}
      </tbody>
    </table>
  );
}

function ChannelRow({
  channel,
  uses,
}: {
  readonly channel: Channel;
  /** Undefined while it is not known. */
  readonly uses: number | undefined;
}) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const words = useWords();
  const { icon, title, target: shared } = kindNamed(useChannelKinds(), channel.kind);
  const Icon = kindIcon(icon);
  const target = targetWords(channel, shared && words(shared), t);
  return (
    <tr>
      <td className={classes.nameCell}>
        <Link data-row className={classes.name ?? ''} to={linkTo(`/channels/${channel.id}`)}>
          {channel.name}
        </Link>
      </td>
      <td>
        <span className={classes.kind}>
          <Icon size={15} aria-hidden />
          {words(title)}
        </span>
      </td>
      <td className={`${classes.target} ${target.isName ? 'mono' : ''} dimmed`}>{target.words}</td>
      <td className={channel.enabled ? '' : 'dimmed'}>
        {channel.enabled ? t('channels.enabled') : t('channels.disabled')}
        {channel.disabledReason !== null && (
          <div className={classes.reason}>{reasonWords(channel.disabledReason, t)}</div>
        )}
      </td>
      <td className="dimmed">{uses !== undefined && t('channels.usedBy', { count: uses })}</td>
      <td className={`${classes.updated} dimmed`}>
        <Instant at={channel.updatedAt} />
      </td>
    </tr>
  );
}
