import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { partsOf } from '../app/areas.ts';
import { useSession } from '../app/session.ts';
import { may } from '../scope/permissions.ts';
import { useLinkTo } from '../scope/use-place.ts';
import classes from './area-nav.module.css';

/** The pages of an area that has several, above the list of each. */
export function AreaNav({
  area,
}: {
  readonly area: 'rules' | 'collection' | 'incidents' | 'explore' | 'dashboards' | 'administration';
}) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { scopes } = useSession();
  return (
    <nav className={classes.parts} aria-label={t(`frame.areas.${area}`)}>
      {partsOf(area)
        .filter(({ needsOfPlatform: needs }) => !needs || may(scopes, '_platform', needs))
        .map(({ name, path }) => (
          <NavLink key={path} to={linkTo(path)} end className={classes.part ?? ''}>
            {t(`frame.parts.${name}`)}
          </NavLink>
        ))}
    </nav>
  );
}
