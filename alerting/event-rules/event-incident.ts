import type { Labels } from '../../platform/model/labels.ts';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { grade } from '../grading/grade.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import type { ClusterEvent } from '../intake/cluster-events.ts';
import { incidentKey } from '../intake/incident-labels.ts';
import type { EventRule } from './event-rule.ts';
import { severityOf } from './priority.ts';

/** Who tells of events: the name of no cluster, so that nobody can post in its name. */
export const EVENT_SOURCE = ':events';

/** Which rule an incident is of. */
export const EVENT_RULE_LABEL = 'event_rule';

const MAX_CHARS = 200;
const MAX_SUMMARY_CHARS = 1_000;

/** What an event is known by: what it is about, and why. All texts are hostile. */
export function eventLabels({ kind, object }: ClusterEvent): Labels {
  const about = kind === 'event' ? aboutOf(object) : object.objectRef;
  const texts =
    kind === 'event'
      ? {
          kind: textAt(about, 'kind'),
          name: textAt(about, 'name'),
          reason: textAt(object, 'reason'),
        }
      : {
          verb: textAt(object, 'verb'),
          resource: textAt(about, 'resource'),
          name: textAt(about, 'name'),
          user: textAt(object.user, 'username'),
        };
  const found = Object.entries(texts).filter(([, text]) => text !== '');
  return new Map(found.map(([name, text]) => [name, text.slice(0, MAX_CHARS)]));
}

/** The incident that a rule makes of an event; `labels` as in `eventLabels`, or fewer. */
export function eventWork(
  event: ClusterEvent,
  rule: EventRule,
  labels: Labels,
  {
    environment,
    ladder,
  }: { readonly environment: EnvironmentEntry | null; readonly ladder: readonly string[] },
): IncidentWork {
  const { owner, content, id } = rule;
  const { cluster, namespace, atMs } = event;
  const { severity, rung, reason } = grade(severityOf(content.severity, ladder), ladder);
  const known = new Map([...labels, [EVENT_RULE_LABEL, id]]);
  const place = `${EVENT_SOURCE}/${namespace}`;
  const described = content.description === '' ? [] : [['description', content.description]];
  return {
    subject: {
      key: incidentKey({ owner, cluster, ruleId: null, environment: place, labels: known }),
      owner,
      cluster,
      namespace: namespace === '' ? null : namespace,
      project: environment?.project ?? null,
      environment: environment?.id ?? null,
      ruleId: null,
      title: content.name,
      labels: known,
    },
    observations: [
      {
        kind: 'firing',
        levelKey: severity,
        severity,
        rung,
        gradeReason: reason,
        annotations: new Map([['summary', summaryOf(event)], ...described] as [string, string][]),
        startsAtMs: atMs,
        endsAtMs: atMs + content.quietMs,
        endsAtIsTimeout: true,
        source: EVENT_SOURCE,
      },
    ],
  };
}

function summaryOf({ kind, object }: ClusterEvent): string {
  if (kind === 'event') {
    const text = textAt(object, 'message') || textAt(object, 'note');
    return `${textAt(object, 'reason')}: ${text}`.slice(0, MAX_SUMMARY_CHARS);
  }
  const { objectRef: about } = object;
  const what = [textAt(about, 'resource'), textAt(about, 'name')].filter(Boolean).join('/');
  const code = textAt(object.responseStatus, 'code');
  const done = `${textAt(object.user, 'username')}: ${textAt(object, 'verb')} ${what}`;
  return (code === '' ? done : `${done} (${code})`).slice(0, MAX_SUMMARY_CHARS);
}

function aboutOf(object: ClusterEvent['object']): unknown {
  return object.involvedObject ?? object.regarding;
}

/** The text of a member, numbers as text; empty for anything else. */
function textAt(object: unknown, name: string): string {
  if (typeof object !== 'object' || object === null) return '';
  const found: unknown = Object.getOwnPropertyDescriptor(object, name)?.value;
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : '';
}
