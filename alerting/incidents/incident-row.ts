import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { labelsFromObject, labelsToObject } from '../../platform/model/labels.ts';
import type { SqlValue } from '../../platform/state/state.ts';
import type { IncidentsTable } from '../tables-notify.ts';
import { END_REASONS, type Incident, type IncidentLevel } from './incident.ts';

const LevelJson = Type.Object({
  key: Type.String(),
  severity: Type.String(),
  rung: Type.Integer(),
  state: Type.Union([Type.Literal('firing'), Type.Literal('resolved')]),
  startsAtMs: Type.Number(),
  endsAtMs: Type.Number(),
  endsAtIsTimeout: Type.Boolean(),
  lastSeenAtMs: Type.Number(),
  source: Type.String(),
});
const levelsJson = Compile(Type.Array(LevelJson));
const textsJson = Compile(Type.Record(Type.String(), Type.String()));
const listJson = Compile(Type.Array(Type.String()));

/** Columns of an incident in the order of `incidentValues`. */
export const INCIDENT_COLUMNS = [
  'id',
  'incident_key',
  'owner',
  'cluster',
  'namespace',
  'project',
  'environment',
  'rule_id',
  'title',
  'labels',
  'annotations',
  'levels',
  'status',
  'severity',
  'rung',
  'peak_severity',
  'peak_rung',
  'started_at_ms',
  'resolved_at_ms',
  'resolve_reason',
  'notified_channels',
  'revision',
  'refreshed_at_ms',
] as const satisfies readonly (keyof IncidentsTable)[];

/** The row of a new incident. */
export function incidentValues(incident: Incident): readonly SqlValue[] {
  return [
    incident.id,
    incident.key,
    incident.owner,
    incident.cluster,
    incident.namespace,
    incident.project,
    incident.environment,
    incident.ruleId,
    incident.title,
    JSON.stringify(labelsToObject(incident.labels)),
    JSON.stringify(labelsToObject(incident.annotations)),
    levelsText(incident.levels),
    incident.status,
    incident.severity,
    incident.rung,
    incident.peakSeverity,
    incident.peakRung,
    incident.startedAtMs,
    incident.resolvedAtMs,
    incident.resolveReason,
    JSON.stringify(incident.notifiedChannels),
    incident.revision,
    incident.refreshedAtMs,
  ];
}

/** Levels as the column holds them: a JSON list. */
export function levelsText(levels: ReadonlyMap<string, IncidentLevel>): string {
  return JSON.stringify([...levels.values()]);
}

/**
 * PostgreSQL answers BIGINT as text, hence the numbers.
 * @throws AssertError when a column does not hold what this program writes.
 */
export function incidentOf(row: IncidentsTable): Incident {
  const levels: readonly Static<typeof LevelJson>[] = levelsJson.Parse(JSON.parse(row.levels));
  return {
    id: row.id,
    key: row.incident_key,
    owner: row.owner,
    cluster: row.cluster,
    namespace: row.namespace,
    project: row.project,
    environment: row.environment,
    ruleId: row.rule_id,
    title: row.title,
    labels: labelsFromObject(textsJson.Parse(JSON.parse(row.labels))),
    annotations: labelsFromObject(textsJson.Parse(JSON.parse(row.annotations))),
    levels: new Map(levels.map((level) => [level.key, level])),
    status: row.status,
    severity: row.severity,
    rung: Number(row.rung),
    peakSeverity: row.peak_severity,
    peakRung: Number(row.peak_rung),
    startedAtMs: Number(row.started_at_ms),
    resolvedAtMs: row.resolved_at_ms === null ? null : Number(row.resolved_at_ms),
    resolveReason: END_REASONS.find((reason) => reason === row.resolve_reason) ?? null,
    notifiedChannels: listJson.Parse(JSON.parse(row.notified_channels)),
    revision: Number(row.revision),
    refreshedAtMs: Number(row.refreshed_at_ms),
  };
}

/** `project.environment` of an incident, by which it is visible; null without an environment. */
export function environmentKeyOf(place: Pick<Incident, 'project' | 'environment'>): string | null {
  if (place.project === null || place.environment === null) return null;
  return `${place.project}.${place.environment}`;
}
