import { Link } from 'react-router';
import type { IncidentLinkProps } from '../panels/alertlist/incident-pages.ts';
import { useLinkTo } from '../scope/use-place.ts';

/** To the page of an incident, at the place of the page that it stands on. */
export function IncidentLink({ id, className, children }: IncidentLinkProps) {
  const linkTo = useLinkTo();
  return (
    <Link to={linkTo(`/incidents/${encodeURIComponent(id)}`)} className={className}>
      {children}
    </Link>
  );
}
