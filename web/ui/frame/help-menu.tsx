import { ActionIcon, Menu } from '@mantine/core';
import { IconApi, IconHelp, IconListCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLinkTo } from '../scope/use-place.ts';

/** What helps on any page. */
export function HelpMenu() {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('frame.help.label')}>
          <IconHelp size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={linkTo('/start')} leftSection={<IconListCheck size={15} />}>
          {t('frame.help.start')}
        </Menu.Item>
        <Menu.Item component="a" href="/api/docs" leftSection={<IconApi size={15} />}>
          {t('frame.help.api')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
