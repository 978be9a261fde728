import {
  type EndReason,
  type Incident,
  type IncidentLevel,
  type IncidentSubject,
  NO_CARE,
  type StateEvent,
} from './incident.ts';
import { decideLevel, isNewEpisode, isOvertaken, type LevelReason } from './level-state.ts';
import { type Observation, runsOf } from './observation.ts';

/** The end of the latest incident of a key, kept a while to know old news when it comes. */
export interface RecentEnd {
  readonly endedAtMs: number;
  /** When we heard of it. */
  readonly heardAtMs: number;
  readonly reason: EndReason;
}

export interface DecisionContext {
  readonly nowMs: number;
  readonly recentEnd?: RecentEnd | undefined;
  /** A new ULID for each call. */
  readonly newId: () => string;
}

/**
 * - `ignored`: nothing is different.
 * - `refreshed`: still firing as before; `isDue` says whether ends and last-seen are to be written.
 * - `opened`, `changed`: to be stored with its events (a joining or leaving lower level has none).
 */
export type IncidentDecision =
  | { readonly kind: 'ignored'; readonly reason: LevelReason }
  | { readonly kind: 'refreshed'; readonly incident: Incident; readonly isDue: boolean }
  | {
      readonly kind: 'opened' | 'changed';
      readonly incident: Incident;
      readonly events: readonly StateEvent[];
    };

/** Ends and last-seen are written at most so often. */
const REFRESH_WRITE_MS = 60_000;

/** A sender that invents severities does not make an incident grow without bound. */
const MAX_LEVELS = 50;

/**
 * The state machine of one incident: what becomes of it, given what was observed at one instant.
 * Usually one decision; two or more when the observations end one episode and begin another.
 *
 * @param current the open incident of the subject's key, if any.
 */
export function decideIncident(
  current: Incident | undefined,
  subject: IncidentSubject,
  observations: readonly Observation[],
  context: DecisionContext,
): readonly IncidentDecision[] {
  const decisions: IncidentDecision[] = [];
  let open = current;
  let { recentEnd } = context;
  const take = (decision: IncidentDecision): void => {
    decisions.push(decision);
    if (decision.kind === 'ignored') return;
    const { incident } = decision;
    open = incident.status === 'firing' ? incident : undefined;
    if (!open) recentEnd = recentEndOf(incident, context.nowMs);
  };
  for (const run of runsOf(observations)) {
    if (open && beginsNewEpisode(open, run)) take(decideOpen(open, closeAll(open), context));
    take(open ? decideOpen(open, run, context) : decideNew(subject, run, context, recentEnd));
  }
  return decisions;
}

/** How the end of a resolved incident is remembered. */
export function recentEndOf(incident: Incident, heardAtMs: number): RecentEnd {
  return {
    endedAtMs: incident.resolvedAtMs ?? heardAtMs,
    heardAtMs,
    reason: incident.resolveReason ?? 'resolved_by_source',
  };
}

function decideNew(
  subject: IncidentSubject,
  run: readonly Observation[],
  context: DecisionContext,
  recentEnd: RecentEnd | undefined,
): IncidentDecision {
  const { nowMs } = context;
  const firing = run.filter((observation) => observation.kind === 'firing');
  if (firing.length === 0) return { kind: 'ignored', reason: 'resolve_unknown' };
  const current = firing.filter((seen) => !recentEnd || !isOldNews(seen, recentEnd, nowMs));
  if (current.length === 0) return { kind: 'ignored', reason: 'late_firing' };
  const levels = new Map<string, IncidentLevel>();
  for (const seen of current) {
    const { level } = decideLevel(undefined, seen, nowMs);
    if (level) levels.set(level.key, level);
  }
  const top = topFiring(levels);
  if (!top) return { kind: 'ignored', reason: 'resolve_unknown' };
  const annotations = annotationsOf(top.key, run) ?? new Map();
  const incident = newIncident(subject, context, { top, levels, annotations });
  return { kind: 'opened', incident, events: [eventOf('fired', top, run)] };
}

/** Field by field: with spreads it was half of what a decision cost, and of what memory it left. */
function newIncident(
  subject: IncidentSubject,
  { nowMs, newId }: DecisionContext,
  {
    top,
    levels,
    annotations,
  }: Pick<Incident, 'levels' | 'annotations'> & {
    readonly top: IncidentLevel;
  },
): Incident {
  let startedAtMs = Number.POSITIVE_INFINITY;
  for (const level of levels.values()) startedAtMs = Math.min(startedAtMs, level.startsAtMs);
  return {
    key: subject.key,
    owner: subject.owner,
    cluster: subject.cluster,
    namespace: subject.namespace,
    project: subject.project,
    environment: subject.environment,
    ruleId: subject.ruleId,
    title: subject.title,
    labels: subject.labels,
    id: newId(),
    status: 'firing',
    severity: top.severity,
    rung: top.rung,
    peakSeverity: top.severity,
    peakRung: top.rung,
    annotations,
    levels,
    startedAtMs,
    resolvedAtMs: null,
    resolveReason: null,
    notifiedChannels: [],
    revision: 1,
    refreshedAtMs: nowMs,
    acknowledgedAtMs: NO_CARE.acknowledgedAtMs,
    acknowledgedBy: NO_CARE.acknowledgedBy,
    assignee: NO_CARE.assignee,
  };
}

/** Only the source's own word can be overtaken; after our own decision a firing is news. */
function isOldNews(
  seen: Extract<Observation, { kind: 'firing' }>,
  end: RecentEnd,
  nowMs: number,
): boolean {
  if (end.reason !== 'resolved_by_source') return false;
  return isOvertaken(seen.startsAtMs, end.endedAtMs, end.heardAtMs, nowMs);
}

function decideOpen(
  open: Incident,
  run: readonly Observation[],
  context: DecisionContext,
): IncidentDecision {
  const { nowMs } = context;
  const levels = new Map(open.levels);
  const reasons = run.map((observation): LevelReason => {
    if (levels.size >= MAX_LEVELS && !levels.has(observation.levelKey)) return 'too_many_levels';
    const { level, reason } = decideLevel(levels.get(observation.levelKey), observation, nowMs);
    if (level) levels.set(observation.levelKey, level);
    return reason;
  });
  const isChanged = reasons.some((reason) => CHANGES.has(reason));
  if (!isChanged && !reasons.includes('refreshed')) {
    return { kind: 'ignored', reason: reasons[0] ?? 'resolve_unknown' };
  }
  const top = topFiring(levels);
  const graded = { ...open, levels, staleSinceMs: null };
  if (!top) return resolve(graded, run, nowMs);
  const isBack = typeof open.staleSinceMs === 'number';
  if (!isChanged && top.rung === open.rung) {
    return isBack ? comeBack(graded, nowMs) : refresh(graded, nowMs);
  }
  return climb(graded, top, run, nowMs);
}

const CHANGES: ReadonlySet<LevelReason> = new Set(['started', 'restarted', 'ended']);

function refresh(incident: Incident, nowMs: number): IncidentDecision {
  const isDue = nowMs - incident.refreshedAtMs >= REFRESH_WRITE_MS;
  return {
    kind: 'refreshed',
    incident: isDue ? { ...incident, refreshedAtMs: nowMs } : incident,
    isDue,
  };
}

/** Its source tells of it again. */
function comeBack(incident: Incident, nowMs: number): IncidentDecision {
  const { severity, revision } = incident;
  const event: StateEvent = { kind: 'came_back', severity, reason: null, detail: null };
  const next = { ...incident, revision: revision + 1, refreshedAtMs: nowMs };
  return { kind: 'changed', incident: next, events: [event] };
}

function climb(
  incident: Incident,
  top: IncidentLevel,
  run: readonly Observation[],
  nowMs: number,
): IncidentDecision {
  const isPeak = top.rung < incident.peakRung;
  const next: Incident = {
    ...incident,
    severity: top.severity,
    rung: top.rung,
    peakSeverity: isPeak ? top.severity : incident.peakSeverity,
    peakRung: Math.min(top.rung, incident.peakRung),
    annotations: annotationsOf(top.key, run) ?? incident.annotations,
    revision: incident.revision + 1,
    refreshedAtMs: nowMs,
  };
  if (top.rung === incident.rung) return { kind: 'changed', incident: next, events: [] };
  const kind = top.rung < incident.rung ? 'severity_raised' : 'severity_lowered';
  return { kind: 'changed', incident: next, events: [eventOf(kind, top, run)] };
}

function resolve(incident: Incident, run: readonly Observation[], nowMs: number): IncidentDecision {
  const last = run.find((observation) => observation.kind !== 'firing');
  const ended = last?.kind === 'ended' ? last : undefined;
  const reason: EndReason = ended?.reason ?? 'resolved_by_source';
  const resolvedAtMs = Math.max(...[...incident.levels.values()].map((level) => level.endsAtMs));
  const next: Incident = {
    ...incident,
    status: 'resolved',
    severity: incident.peakSeverity,
    rung: incident.peakRung,
    resolvedAtMs,
    resolveReason: reason,
    revision: incident.revision + 1,
    refreshedAtMs: nowMs,
  };
  const event: StateEvent = {
    kind: 'resolved',
    severity: incident.peakSeverity,
    reason,
    detail: ended?.by?.text ?? null,
    ...(ended?.by ? { author: ended.by.author } : {}),
  };
  return { kind: 'changed', incident: next, events: [event] };
}

/** True when everything we hold for firing had ended before any of what now fires began. */
function beginsNewEpisode(open: Incident, run: readonly Observation[]): boolean {
  const firing = run.filter((observation) => observation.kind === 'firing');
  if (firing.length === 0) return false;
  const levels = [...open.levels.values()].filter((level) => level.state === 'firing');
  return levels.every((level) => firing.every((seen) => isNewEpisode(level, seen)));
}

function closeAll(open: Incident): readonly Observation[] {
  return [...open.levels.values()]
    .filter((level) => level.state === 'firing')
    .map((level) => ({
      kind: 'ended',
      levelKey: level.key,
      endsAtMs: level.endsAtMs,
      reason: 'new_episode',
    }));
}

function topFiring(levels: ReadonlyMap<string, IncidentLevel>): IncidentLevel | undefined {
  let top: IncidentLevel | undefined;
  for (const level of levels.values()) {
    if (level.state === 'firing' && (!top || level.rung < top.rung)) top = level;
  }
  return top;
}

function annotationsOf(levelKey: string, run: readonly Observation[]) {
  const seen = run.find((observation) => observation.levelKey === levelKey);
  return seen?.kind === 'firing' ? seen.annotations : undefined;
}

function eventOf(
  kind: StateEvent['kind'],
  top: IncidentLevel,
  run: readonly Observation[],
): StateEvent {
  const seen = run.find((observation) => observation.levelKey === top.key);
  const isGuess = seen?.kind === 'firing' && seen.gradeReason !== 'severity_on_ladder';
  return {
    kind,
    severity: top.severity,
    reason: isGuess ? seen.gradeReason : null,
    detail: isGuess ? top.key.slice(0, 200) || null : null,
  };
}
