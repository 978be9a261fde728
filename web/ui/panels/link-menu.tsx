import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ShownLink } from '../../../dashboards/model/shown-link.ts';
import classes from './panels.module.css';
import { useFollow } from './use-follow.ts';

/** What of some links a reader may follow, with the addresses as they are for them. */
export interface FollowedLinks {
  readonly links: readonly ShownLink[];
  /** Some lead to dashboards that are not there for the reader. */
  readonly hasAbsent: boolean;
}

export function useFollowedLinks(): (given: readonly ShownLink[]) => FollowedLinks {
  const follow = useFollow();
  return (given) => {
    const found = given.map((link) => ({ link, to: follow(link.url) }));
    return {
      links: found.flatMap(({ link, to }) =>
        to.kind === 'link' ? [{ ...link, url: to.address }] : [],
      ),
      hasAbsent: found.some(({ to }) => to.kind === 'absent'),
    };
  };
}

/** Links, one below the other. */
export function LinkItems({ links }: { readonly links: readonly ShownLink[] }) {
  return links.map((link) => (
    <Menu.Item key={link.title + link.url} component="a" {...addressOf(link)}>
      {link.title}
    </Menu.Item>
  ));
}

/** Foreign pages learn nothing of this one. */
export function addressOf({ url, opensNewTab }: ShownLink) {
  const isForeign = /^[a-z]+:/i.test(url);
  return {
    href: url,
    rel: 'noopener noreferrer nofollow',
    ...(opensNewTab || isForeign ? { target: '_blank' } : {}),
  };
}

/** A place in a drawing whose links were asked for. */
export interface LinkedPlace {
  readonly x: number;
  readonly y: number;
  /** What is linked, in words. */
  readonly head: string;
  readonly links: readonly ShownLink[];
}

/** The links of a place in a drawing as a menu beside it. */
export function LinkMenu({
  at,
  onClose,
}: {
  readonly at: LinkedPlace | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const followed = useFollowedLinks();
  if (at === null) return null;
  const { links, hasAbsent } = followed(at.links);
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={4} returnFocus>
      <Menu.Target>
        <span
          aria-hidden="true"
          style={{ position: 'absolute', left: at.x, top: at.y, width: 1, height: 1 }}
        />
      </Menu.Target>
      <Menu.Dropdown
        className={classes.linkMenu}
        aria-label={t('panels.links.of', { name: at.head })}
      >
        <Menu.Label>{at.head}</Menu.Label>
        <LinkItems links={links} />
        {links.length === 0 && (
          <Menu.Label>{t(hasAbsent ? 'boards.links.absent' : 'panels.links.none')}</Menu.Label>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
