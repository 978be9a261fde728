import { Anchor, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownLink } from '../../../dashboards/model/panel-views.ts';
import classes from './panels.module.css';
import { useFollow } from './use-follow.ts';

interface LinkedTextProps {
  readonly links: readonly ShownLink[];
  readonly children: ReactNode;
}

/** Text that leads somewhere: to its only link, or to a menu of several; or says why it does not. */
export function LinkedText({ links: given, children }: LinkedTextProps) {
  const { t } = useTranslation();
  const follow = useFollow();
  const found = given.map((link) => ({ link, to: follow(link.url) }));
  const links = found.flatMap(({ link, to }) =>
    to.kind === 'link' ? [{ ...link, url: to.address }] : [],
  );
  const [only] = links;
  if (only === undefined) {
    if (!found.some(({ to }) => to.kind === 'absent')) return children;
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
      <Menu.Dropdown>
        {links.map((link) => (
          <Menu.Item key={link.title + link.url}>
            <Anchor {...addressOf(link)}>{link.title}</Anchor>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Foreign pages learn nothing of this one. */
function addressOf({ url, opensNewTab }: ShownLink) {
  const isForeign = /^[a-z]+:/i.test(url);
  return {
    href: url,
    rel: 'noopener noreferrer nofollow',
    ...(opensNewTab || isForeign ? { target: '_blank' } : {}),
  };
}
