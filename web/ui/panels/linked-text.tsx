import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownLink } from '../../../dashboards/model/shown-link.ts';
import { addressOf, LinkItems, useFollowedLinks } from './link-menu.tsx';
import classes from './panels.module.css';

interface LinkedTextProps {
  readonly links: readonly ShownLink[];
  readonly children: ReactNode;
}

/** Text that leads somewhere: to its only link, or to a menu of several; or says why it does not. */
export function LinkedText({ links: given, children }: LinkedTextProps) {
  const { t } = useTranslation();
  const { links, hasAbsent } = useFollowedLinks()(given);
  const [only] = links;
  if (only === undefined) {
    if (!hasAbsent) return children;
    return <span title={t('boards.links.absent')}>{children}</span>;
  }
  if (links.length === 1) {
    return (
      <a className={classes.linked} title={only.title} {...addressOf(only)}>
        {children}
      </a>
    );
  }
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className={classes.linked}>
          {children}
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.linkMenu}>
        <LinkItems links={links} />
      </Menu.Dropdown>
    </Menu>
  );
}
