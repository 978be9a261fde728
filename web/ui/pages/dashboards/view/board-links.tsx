import { Anchor, Group, Menu, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PanelLink } from '../../../../../dashboards/model/panel.ts';
import {
  interpolationOf,
  type PanelContext,
} from '../../../../../dashboards/queries/plan-panel.ts';
import { interpolateText } from '../../../../../dashboards/variables/interpolate.ts';
import { FaultText } from '../../../frame/fault.tsx';
import { taggedBoards } from '../list/listed-board.ts';
import { useListedBoards } from '../list/use-listed-boards.ts';
import { useBoardAddresses } from './use-board-addresses.ts';

interface Props {
  readonly links: readonly PanelLink[];
  readonly context: PanelContext;
}

const NEW_TAB = { target: '_blank', rel: 'noreferrer noopener' };

/** The links of a dashboard, those that may be followed; to dashboards that are not there, in words alone. */
export function BoardLinks({ links, context }: Props) {
  const { t } = useTranslation();
  const linked = useBoardAddresses(context);
  const shown = links.flatMap((link) => {
    if (link.tags !== null) return [<TagLink key={keyOf(link)} link={link} context={context} />];
    const found = linked(link);
    if (found === null) return [];
    const { title, address } = found;
    if (address === null) {
      return [
        <Text key={keyOf(link)} span size="sm" c="dimmed" title={t('boards.links.absent')}>
          {title}
        </Text>,
      ];
    }
    const isOurs = address.startsWith('/') && !link.opensNewTab;
    return [
      isOurs ? (
        <Anchor key={keyOf(link)} size="sm" component={Link} to={address}>
          {title}
        </Anchor>
      ) : (
        <Anchor key={keyOf(link)} size="sm" href={address} {...(link.opensNewTab ? NEW_TAB : {})}>
          {title}
        </Anchor>
      ),
    ];
  });
  if (shown.length === 0) return null;
  return (
    <Group gap="sm" mb="xs">
      {shown}
    </Group>
  );
}

const keyOf = ({ title, url, tags }: PanelLink) => [title, url, ...(tags ?? [])].join(' ');

interface TagProps {
  readonly link: PanelLink;
  readonly context: PanelContext;
}

/** A menu of the dashboards with all the tags of a link, asked for when it is opened. */
function TagLink({ link, context }: TagProps) {
  const { t } = useTranslation();
  const tags = (link.tags ?? []).join(', ');
  const given = interpolationOf(context, context.scrapeIntervalMs);
  const usual = tags === '' ? t('boards.links.all') : t('boards.links.byTag', { tags });
  return (
    <Menu position="bottom-start" width={320}>
      <Menu.Target>
        <Anchor component="button" type="button" size="sm">
          <Group gap={4} component="span">
            {interpolateText(link.title, given) || usual}
            <IconChevronDown size={14} aria-hidden />
          </Group>
        </Anchor>
      </Menu.Target>
      <Menu.Dropdown mah={400} style={{ overflowY: 'auto' }}>
        <Tagged link={link} context={context} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Tagged({ link, context }: TagProps) {
  const { t } = useTranslation();
  const linked = useBoardAddresses(context);
  const { items, stored } = useListedBoards();
  if (items === undefined) {
    if (stored.error === null) return <Menu.Item disabled>{t('panels.loading')}</Menu.Item>;
    return <FaultText error={stored.error} retry={() => void stored.refetch()} />;
  }
  const found = taggedBoards(items, link.tags ?? [], context.dashboard.uid);
  if (found.length === 0) return <Menu.Item disabled>{t('boards.links.none')}</Menu.Item>;
  return found.map(({ uid, title }) => {
    const address = linked({ ...link, title, url: `/dashboards/${uid}` })?.address;
    if (address === undefined || address === null) return null;
    return link.opensNewTab ? (
      <Menu.Item key={uid} component="a" href={address} {...NEW_TAB}>
        {title}
      </Menu.Item>
    ) : (
      <Menu.Item key={uid} component={Link} to={address}>
        {title}
      </Menu.Item>
    );
  });
}
