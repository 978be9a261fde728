import { Menu, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { type Area, areasFor, isWithin } from '../app/areas.ts';
import { useIncidents } from '../live/use-incidents.ts';
import { useLinkTo, usePlace } from '../scope/use-place.ts';
import classes from './frame.module.css';

/** The areas of the product: icons, with names where there is room; on a phone a bar at the bottom. */
export function Rail() {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { node } = usePlace();
  const isPhone = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false });
  const areas = areasFor(node.permissions);
  return (
    <nav className={classes.rail} aria-label={t('frame.areas.label')}>
      <Link className={classes.brand} to={linkTo('/')}>
        <img src="/icon.svg" alt={t('frame.product')} />
        <span className={classes.brandName} aria-hidden>
          {t('frame.product')}
        </span>
      </Link>
      {areas
        .filter(({ isFirst = false }) => isFirst || !isPhone)
        .map((area) => (
          <Entry key={area.name} area={area} />
        ))}
      {isPhone && <More areas={areas.filter(({ isFirst = false }) => !isFirst)} />}
    </nav>
  );
}

function Entry({ area }: { readonly area: Area }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { pathname } = useLocation();
  const hasNames = useMediaQuery('(min-width: 1200px), (max-width: 767px)');
  const { incidents } = useIncidents();
  const { name, path, icon: Icon } = area;
  const firing =
    name === 'incidents' ? incidents?.filter(({ status }) => status === 'firing').length : 0;
  const words = t(`frame.areas.${name}`);
  return (
    <Tooltip label={words} position="right" disabled={hasNames ?? false}>
      <Link
        className={classes.area}
        to={linkTo(path)}
        aria-label={words}
        aria-current={isWithin(area, pathname) ? 'page' : undefined}
      >
        <Icon size={18} stroke={1.7} />
        <span className={classes.areaName}>{words}</span>
        {firing !== undefined && firing > 0 && <span className={classes.count}>{firing}</span>}
      </Link>
    </Tooltip>
  );
}

/** The last entry of a phone's bar: a menu of the areas that have no place of their own in it. */
function More({ areas }: { readonly areas: readonly Area[] }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { pathname } = useLocation();
  const here = areas.find((area) => isWithin(area, pathname));
  return (
    <Menu position="top-end">
      <Menu.Target>
        <button
          type="button"
          className={classes.area}
          aria-current={here === undefined ? undefined : 'page'}
        >
          <IconDots size={18} stroke={1.7} />
          <span className={classes.areaName}>{t('frame.areas.more')}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {areas.map(({ name, path, icon: Icon }) => (
          <Menu.Item
            key={name}
            component={Link}
            to={linkTo(path)}
            leftSection={<Icon size={16} stroke={1.7} />}
            aria-current={name === here?.name ? 'page' : undefined}
          >
            {t(`frame.areas.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
