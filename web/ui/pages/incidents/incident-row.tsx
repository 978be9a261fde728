import { Link } from 'react-router';
import type { Incident } from '../../../contract/incidents.ts';
import { LabelChips } from '../../lists/label-chip.tsx';
import { useLinkTo } from '../../scope/use-place.ts';
import { ResolvedBadge, SeverityBadge } from '../../severity/severity-badge.tsx';
import { Instant } from '../../time/instant.tsx';
import { useNow } from '../../time/now.ts';
import { shortLength } from '../../time/relative.ts';
import classes from './incidents.module.css';

/** Labels that say where; the row has its own column for that. */
const WHERE = new Set([
  'namespace',
  'cluster',
  'tenant',
  'project',
  'environment',
  'severity',
  'alertname',
]);

/** `project.environment` of an incident, or its cluster where it belongs to none. */
export function placeOf({ project, environment, cluster }: Incident): string {
  const path = [project, environment].filter((part) => part !== null).join('.');
  return path === '' ? cluster : path;
}

/** How long it has lasted, or did last. */
export function Lasted({ incident }: { readonly incident: Incident }) {
  const now = useNow(1_000);
  const endMs = incident.resolvedAt === null ? now : Date.parse(incident.resolvedAt);
  return <span className="mono">{shortLength(endMs - Date.parse(incident.startedAt))}</span>;
}

/** One line of the list; on a narrow screen two. */
export function IncidentRow({
  incident,
  onFilter,
}: {
  readonly incident: Incident;
  readonly onFilter?: (name: string, value: string, isExcluded: boolean) => void;
}) {
  const linkTo = useLinkTo();
  const labels = Object.fromEntries(
    Object.entries(incident.labels).filter(
      ([name]) => !WHERE.has(name) && !name.startsWith('tocsin_'),
    ),
  );
  return (
    <li className={classes.row} data-status={incident.status} data-id={incident.id}>
      <span className={classes.severity}>
        <SeverityBadge severity={incident.severity} />
        {incident.status === 'resolved' && <ResolvedBadge />}
      </span>
      <Link data-row className={classes.link ?? ''} to={linkTo(`/incidents/${incident.id}`)}>
        {incident.title}
      </Link>
      <span className={`${classes.where} mono dimmed`}>{placeOf(incident)}</span>
      <span className={classes.labels}>
        <LabelChips labels={labels} most={4} {...(onFilter === undefined ? {} : { onFilter })} />
      </span>
      <span className={`${classes.since} dimmed`}>
        <Instant at={incident.startedAt} />
      </span>
      <span className={classes.lasted}>
        <Lasted incident={incident} />
      </span>
    </li>
  );
}
