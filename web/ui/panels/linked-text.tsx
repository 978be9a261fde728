import { Anchor, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ShownLink } from '../../../dashboards/model/panel-views.ts';
import classes from './panels.module.css';
import { useFollow } from './use-follow.ts';

interface LinkedTextProps {
  readonly links: readonly ShownLink[];
  readonly children: ReactNode;
}

/** Text that leads somewhere: to its only link, or to a menu of several. */
export function LinkedText({ links: given, children }: LinkedTextProps) {
  const follow = useFollow();
  const links = given.flatMap((link) => {
    const url = follow(link.url);
    return url === null ? [] : [{ ...link, url }];
  });
  const [only] = links;
  if (only === undefined) return children;
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
