import { Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';
import { areasFor } from '../app/areas.ts';
import { useIncidents } from '../live/use-incidents.ts';
import { useLinkTo, usePlace } from '../scope/use-place.ts';
import classes from './frame.module.css';

/** The areas of the product: icons, with names where there is room. */
export function Rail() {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { node } = usePlace();
  const hasNames = useMediaQuery('(min-width: 1200px), (max-width: 767px)');
  const { incidents } = useIncidents();
  const firing = incidents?.filter(({ status }) => status === 'firing').length ?? 0;
  return (
    <nav className={classes.rail} aria-label={t('frame.areas.label')}>
      <Link className={classes.brand} to={linkTo('/')}>
        <img src="/icon.svg" alt={t('frame.product')} />
        <span className={classes.brandName} aria-hidden>
          {t('frame.product')}
        </span>
      </Link>
      {areasFor(node.permissions).map(({ name, path, icon: Icon }) => (
        <Tooltip
          key={name}
          label={t(`frame.areas.${name}`)}
          position="right"
          disabled={hasNames ?? false}
        >
          <NavLink
            className={classes.area ?? ''}
            to={linkTo(path)}
            end={path === '/'}
            aria-label={t(`frame.areas.${name}`)}
          >
            <Icon size={18} stroke={1.7} />
            <span className={classes.areaName}>{t(`frame.areas.${name}`)}</span>
            {name === 'incidents' && firing > 0 && <span className={classes.count}>{firing}</span>}
          </NavLink>
        </Tooltip>
      ))}
    </nav>
  );
}
