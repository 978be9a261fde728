import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import {
  jsonText,
  type Labels,
  labelsFromObject,
  labelsJson,
} from '../../platform/model/labels.ts';
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

/** Columns that every new incident has, in the order of `pushIncidentValues`. */
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
  'notified_channels',
  'revision',
  'refreshed_at_ms',
  'not_sent',
] as const satisfies readonly (keyof IncidentsTable)[];

/**
 * Appends the row of a new incident to `values`.
 * @param isUnsent whether a line of its timeline says that somebody was not told
 */
export function pushIncidentValues(
  incident: Incident,
  isUnsent: boolean,
  values: SqlValue[],
): void {
  const { notifiedChannels } = incident;
  values.push(
    incident.id,
    incident.key,
    incident.owner,
    incident.cluster,
    incident.namespace,
    incident.project,
    incident.environment,
    incident.ruleId,
    incident.title,
    labelsJson(incident.labels),
    labelsJson(incident.annotations),
    levelsText(incident.levels),
    incident.status,
    incident.severity,
    incident.rung,
    incident.peakSeverity,
    incident.peakRung,
    incident.startedAtMs,
    notifiedChannels.length === 0 ? '[]' : JSON.stringify(notifiedChannels),
    incident.revision,
    incident.refreshedAtMs,
    isUnsent ? 1 : 0,
  );
}

/** Columns that a new incident rarely has: of its end, and of what people do. */
export const LATER_COLUMNS = [
  'resolved_at_ms',
  'resolve_reason',
  'stale_since_ms',
  'acknowledged_at_ms',
  'acknowledged_by',
  'assignee',
] as const satisfies readonly (keyof IncidentsTable)[];

/** Whether all of `LATER_COLUMNS` are null. */
export function hasNothingLater(incident: Incident): boolean {
  return (
    incident.status === 'firing' &&
    incident.resolvedAtMs === null &&
    incident.resolveReason === null &&
    (incident.staleSinceMs ?? null) === null &&
    incident.acknowledgedAtMs === null &&
    incident.acknowledgedBy === null &&
    incident.assignee === null
  );
}

/** Appends the values of `LATER_COLUMNS`. */
export function pushLaterValues(incident: Incident, values: SqlValue[]): void {
  values.push(
    incident.resolvedAtMs,
    incident.resolveReason,
    incident.staleSinceMs ?? null,
    incident.acknowledgedAtMs,
    incident.acknowledgedBy,
    incident.assignee,
  );
}

/** Levels as the column holds them: a JSON list. */
export function levelsText(levels: ReadonlyMap<string, IncidentLevel>): string {
  let text = '';
  for (const level of levels.values())
    text += text === '' ? levelText(level) : `,${levelText(level)}`;
  return `[${text}]`;
}

/** Half of what `JSON.stringify` costs, for every alert. */
function levelText(level: IncidentLevel): string {
  const { rung, startsAtMs, endsAtMs, endsAtIsTimeout, lastSeenAtMs } = level;
  const names = `"key":${jsonText(level.key)},"severity":${jsonText(level.severity)}`;
  const source = `"source":${jsonText(level.source)}`;
  const state = `"rung":${rung},"state":"${level.state}"`;
  const span = `"startsAtMs":${startsAtMs},"endsAtMs":${endsAtMs}`;
  const seen = `"endsAtIsTimeout":${endsAtIsTimeout},"lastSeenAtMs":${lastSeenAtMs}`;
  return `{${names},${state},${span},${seen},${source}}`;
}

/** Labels or annotations of a column. @throws AssertError when it holds something else */
export function readTexts(column: string): Labels {
  return labelsFromObject(textsJson.Parse(JSON.parse(column)));
}

/** As `readTexts`, for many rows that are only looked at: in no order. @throws TypeError */
export function scanTexts(column: string): Labels {
  const texts: unknown = JSON.parse(column);
  if (textsJson.Check(texts)) return new Map(Object.entries(texts));
  throw new TypeError('a column holds no texts');
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
    labels: readTexts(row.labels),
    annotations: readTexts(row.annotations),
    levels: new Map(levels.map((level) => [level.key, level])),
    status: row.status,
    severity: row.severity,
    rung: Number(row.rung),
    peakSeverity: row.peak_severity,
    peakRung: Number(row.peak_rung),
    startedAtMs: Number(row.started_at_ms),
    resolvedAtMs: row.resolved_at_ms === null ? null : Number(row.resolved_at_ms),
    resolveReason: END_REASONS.find((reason) => reason === row.resolve_reason) ?? null,
    staleSinceMs: row.stale_since_ms === null ? null : Number(row.stale_since_ms),
    notifiedChannels: listJson.Parse(JSON.parse(row.notified_channels)),
    revision: Number(row.revision),
    refreshedAtMs: Number(row.refreshed_at_ms),
    acknowledgedAtMs: row.acknowledged_at_ms === null ? null : Number(row.acknowledged_at_ms),
    acknowledgedBy: row.acknowledged_by,
    assignee: row.assignee,
  };
}

/** `project.environment` of an incident, by which it is visible; null without an environment. */
export function environmentKeyOf(place: Pick<Incident, 'project' | 'environment'>): string | null {
  if (place.project === null || place.environment === null) return null;
  return `${place.project}.${place.environment}`;
}
