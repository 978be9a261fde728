import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Incident } from '../../../contract/incidents.ts';
import { LabelChips } from '../../lists/label-chip.tsx';
import { MutedMark } from '../../notify/muted-mark.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { ResolvedBadge, SeverityBadge } from '../../severity/severity-badge.tsx';
import { Instant } from '../../time/instant.tsx';
import { useNow } from '../../time/now.ts';
import { shortLength } from '../../time/relative.ts';
import classes from './incidents.module.css';
import { StaleMark } from './stale-mark.tsx';

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

/** `project.environment` of an incident, or its cluster where it belongs to none, or its owner. */
export function placeOf({ owner, project, environment, cluster }: Incident): string {
  const path = [project, environment].filter((part) => part !== null).join('.');
  if (path !== '') return path;
  return cluster === NO_CLUSTER ? owner : cluster;
}

/** The service's, in the place of a name. */
export const NO_CLUSTER = '-';

/** How long it has lasted, or did last. */
export function Lasted({ incident }: { readonly incident: Incident }) {
  const now = useNow(1_000);
  const endMs = incident.resolvedAt === null ? now : Date.parse(incident.resolvedAt);
  return <span className="mono">{shortLength(endMs - Date.parse(incident.startedAt))}</span>;
}

/** An incident of a tenant that the platform has found is looked at in the tenant. */
function scopeFor(owner: string, incident: Incident): Readonly<Record<string, string>> {
  return incident.owner === owner ? {} : { scope: incident.owner };
}

/** Labels that the row does not tell otherwise. */
function shownLabels({ labels }: Incident): Readonly<Record<string, string>> {
  const shown = Object.entries(labels).filter(
    ([name]) => !WHERE.has(name) && !name.startsWith('tocsin_'),
  );
  return Object.fromEntries(shown);
}

/** A mark that somebody is on it. */
function Acknowledged({ by }: { readonly by: string | null }) {
  const { t } = useTranslation();
  if (by === null) return null;
  return (
    <span className={classes.ack} title={t('incidents.act.chipBy', { name: by })}>
      {t('incidents.act.chip')}
    </span>
  );
}

/** One line of the list; on a narrow screen two. */
export function IncidentRow({
  incident,
  onFilter,
  isSelected,
  onSelect,
}: {
  readonly incident: Incident;
  readonly isSelected?: boolean;
  /** Absent: nothing can be done with it here. */
  readonly onSelect?: () => void;
  readonly onFilter?: (name: string, value: string, isExcluded: boolean) => void;
}) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { parts } = usePlace();
  const labels = shownLabels(incident);
  return (
    <li
      className={classes.row}
      data-status={incident.status}
      data-id={incident.id}
      data-selected={isSelected}
    >
      {onSelect !== undefined && (
        <Checkbox
          className={classes.select ?? ''}
          size="xs"
          checked={isSelected ?? false}
          onChange={onSelect}
          tabIndex={-1}
          aria-label={t('incidents.act.select', { title: incident.title })}
        />
      )}
      <span className={classes.severity}>
        <SeverityBadge severity={incident.severity} />
        {incident.status === 'resolved' && <ResolvedBadge />}
        <StaleMark incident={incident} />
        <MutedMark incident={incident} isShort />
      </span>
      <Link
        data-row
        className={classes.link ?? ''}
        to={linkTo(`/incidents/${incident.id}`, scopeFor(parts.owner, incident))}
      >
        {incident.title}
        <Acknowledged by={incident.acknowledgedBy} />
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
