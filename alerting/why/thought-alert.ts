import { AppError } from '../../platform/errors/app-error.ts';
import { type Labels, labelsFromObject } from '../../platform/model/labels.ts';
import { type Directory, type EnvironmentEntry, nodeOf } from '../../platform/tenancy/directory.ts';
import { notFound } from '../../platform/tenancy/refusals.ts';
import {
  contains,
  PLATFORM,
  parseScopeName,
  type ScopeName,
} from '../../platform/tenancy/scope-name.ts';
import { EVENT_RULE_LABEL, EVENT_SOURCE } from '../event-rules/event-incident.ts';
import type { EventRule } from '../event-rules/event-rule.ts';
import { severityOf } from '../event-rules/priority.ts';
import { grade } from '../grading/grade.ts';
import type { Heartbeat } from '../heartbeats/heartbeat.ts';
import { heartbeatSubject } from '../heartbeats/heartbeat-incident.ts';
import { type Incident, type IncidentSubject, NO_CARE } from '../incidents/incident.ts';
import { incidentLabels } from '../intake/incident-labels.ts';
import type { Rule } from '../rules/rule.ts';

/** An alert that somebody thinks of. */
export interface ThoughtAlert {
  /** Null: no rule of ours raises it. */
  readonly ruleId: string | null;
  /** Where it comes from, e.g. `acme.shop.prod@east`; null: its labels say so. */
  readonly scope: string | null;
  readonly severity: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

/** What may have raised it. */
export interface ThoughtFacts {
  readonly owner: string;
  readonly directory: Directory;
  /** Rungs of the owner, most severe first. */
  readonly ladder: readonly string[];
  readonly eventRules: Iterable<EventRule>;
  readonly heartbeats: Iterable<Heartbeat>;
  /** Whether the caller may see incidents of `project.environment`; null: of none. What they may not see is not there. */
  readonly isVisible: (environmentKey: string | null) => boolean;
}

/** Said of a place that is none, and of one that the caller may not see. */
export const NO_PLACE = 'An environment that such an alert can come from';

/** An incident of a rule, as it would be if the alert came. */
export function thoughtOfRule(
  alert: ThoughtAlert,
  rule: Rule,
  { owner, ladder }: Pick<ThoughtFacts, 'owner' | 'ladder'>,
): Incident {
  const labels = labelsFromObject(alert.labels);
  const node = rule.scope.kind === 'node' ? rule.scope.node : null;
  const subject = {
    key: '',
    owner,
    cluster: rule.scope.cluster ?? labels.get('cluster') ?? '',
    namespace: labels.get('namespace') ?? null,
    project: node?.project ?? null,
    environment: node?.environment ?? null,
    ruleId: rule.id,
    title: rule.name,
    labels: new Map([['alertname', rule.name], ...labels]),
  };
  return thought(subject, alert.severity ?? labels.get('severity'), ladder);
}

/**
 * An incident of no rule of ours, as intake would make it: `heartbeat` with the name of a heartbeat and
 * `event_rule` with the id of an event rule say that these raise it; anything else belongs to the
 * environment of its scope or namespace.
 *
 * @throws AppError `invalid` for a scope that is none of the owner, `not_found` for a place that is no
 * environment, `unprocessable` where intake would not know whose it is
 */
export function thoughtOfLabels(alert: ThoughtAlert, facts: ThoughtFacts): Incident {
  const labels = labelsFromObject(alert.labels);
  const { owner, directory, ladder } = facts;
  const severity = alert.severity ?? labels.get('severity');
  const beats = [...facts.heartbeats].filter(({ content }) => facts.isVisible(content.environment));
  const beat = named(beats, owner, labels.get('heartbeat'));
  if (beat !== undefined) {
    const subject = heartbeatSubject(beat, directory);
    if (subject === null) throw notFound(`The environment of the heartbeat ${beat.content.name}`);
    return thought(subject, severity ?? beat.content.severity, ladder);
  }
  const shown = incidentLabels(labels, new Set());
  const rules = [...facts.eventRules].filter(
    ({ content: { environment } }) => environment === null || facts.isVisible(environment),
  );
  const rule = named(rules, owner, labels.get(EVENT_RULE_LABEL));
  if (rule === undefined) {
    const place = environmentOf(alert.scope, labels, facts);
    const title = labels.get('alertname') ?? 'alert';
    return thought(subjectAt(owner, place, labels, { title, labels: shown }), severity, ladder);
  }
  const { content } = rule;
  const scope = content.environment === null ? alert.scope : `${owner}.${content.environment}`;
  const place = owner === PLATFORM ? null : environmentOf(scope, labels, facts);
  const own = { title: content.name, labels: new Map([...shown, [EVENT_RULE_LABEL, rule.id]]) };
  const subject = subjectAt(owner, place, labels, own);
  const rung = severityOf(severity ?? content.severity, ladder);
  const incident = thought(subject, rung, ladder);
  return { ...incident, levels: new Map([[incident.severity, levelOf(incident)]]) };
}

/** What tells who raised it. */
function levelOf({ severity, rung }: Incident) {
  const times = { startsAtMs: 0, endsAtMs: 0, endsAtIsTimeout: true, lastSeenAtMs: 0 };
  const source = EVENT_SOURCE;
  return { key: severity, severity, rung, state: 'firing', source, ...times } as const;
}

function named<Thing extends EventRule | Heartbeat>(
  things: readonly Thing[],
  owner: string,
  text: string | undefined,
): Thing | undefined {
  if (text === undefined) return undefined;
  const own = things.filter((thing) => thing.owner === owner);
  return own.find(({ id }) => id === text) ?? own.find(({ content }) => content.name === text);
}

function subjectAt(
  owner: string,
  place: EnvironmentEntry | null,
  labels: Labels,
  known: Pick<IncidentSubject, 'title' | 'labels'>,
): IncidentSubject {
  return {
    key: '',
    owner,
    cluster: place?.cluster ?? labels.get('cluster') ?? '',
    namespace: place?.namespace ?? labels.get('namespace') ?? null,
    project: place?.project ?? null,
    environment: place?.id ?? null,
    ruleId: null,
    ...known,
  };
}

/** The one environment that it can come from. */
function environmentOf(
  scope: string | null,
  labels: Labels,
  { owner, directory, isVisible }: ThoughtFacts,
): EnvironmentEntry {
  const wish = scope === null ? null : scopeOf(scope, owner);
  const cluster = wish?.cluster ?? labels.get('cluster') ?? null;
  const namespace = labels.get('namespace') ?? null;
  const possible = directory.environments.filter(
    (one) =>
      one.tenant === owner &&
      isVisible(`${one.project}.${one.id}`) &&
      (wish === null || (wish.kind === 'node' && contains(wish.node, nodeOf(one)))) &&
      (cluster === null || one.cluster === cluster) &&
      (namespace === null || one.namespace === namespace),
  );
  const [first, ...others] = possible;
  if (first === undefined) throw notFound(NO_PLACE);
  if (others.length === 0) return first;
  throw new AppError(
    'unprocessable',
    'Such an alert can come from several environments. Name one: in scope, or by the labels namespace and cluster.',
  );
}

function scopeOf(scope: string, owner: string): ScopeName {
  const name = parseScopeName(scope);
  const of = name?.kind === 'node' ? name.node.tenant : PLATFORM;
  if (name !== undefined && of === owner) return name;
  throw new AppError('invalid', `The scope ${scope} is no scope of ${owner}.`);
}

function thought(
  subject: IncidentSubject,
  posted: string | undefined,
  ladder: readonly string[],
): Incident {
  const { severity, rung } = grade(posted, ladder);
  const peak = { peakSeverity: severity, peakRung: rung };
  return { ...NOBODYS, ...subject, severity, rung, ...peak };
}

/** What an alert that nobody posted does not have. */
const NOBODYS = {
  ...NO_CARE,
  // Younger than any that is there.
  id: 'Z',
  status: 'firing',
  annotations: new Map(),
  levels: new Map(),
  startedAtMs: 0,
  resolvedAtMs: null,
  resolveReason: null,
  notifiedChannels: [],
  revision: 1,
  refreshedAtMs: 0,
} as const;
