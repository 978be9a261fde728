import { assertNever } from '../../../platform/model/assert-never.ts';
import type { EventAuthor, Incident } from '../incident.ts';
import type { EventKind } from '../incident-event.ts';

/** What a person does with an incident. Texts are trimmed and bounded by the caller. */
export type IncidentAct =
  | { readonly kind: 'acknowledge'; readonly note: string | null }
  | { readonly kind: 'unacknowledge'; readonly note: string | null }
  /** Name of a person; null: nobody's task any more. */
  | { readonly kind: 'assign'; readonly assignee: string | null }
  | { readonly kind: 'note'; readonly text: string };

/** A line of the timeline that an act makes. */
export interface ActLine {
  readonly kind: Extract<EventKind, 'acknowledged' | 'unacknowledged' | 'assigned' | 'note'>;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly author: EventAuthor;
}

/**
 * - `unchanged`: it is so already; nothing is written.
 * - `refused`: it cannot be; the reason is named.
 */
export type ActDecision =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly reason: 'incident_over' }
  | { readonly kind: 'changed'; readonly incident: Incident; readonly line: ActLine };

/** What an act makes of an incident. What is over can be assigned and annotated, not acknowledged. */
export function decideAct(
  incident: Incident,
  act: IncidentAct,
  author: EventAuthor,
  nowMs: number,
): ActDecision {
  const change = (
    care: Partial<Incident>,
    line: Pick<ActLine, 'kind' | 'detail'> & { readonly reason?: string },
  ): ActDecision => ({
    kind: 'changed',
    incident: { ...incident, ...care, revision: incident.revision + 1 },
    line: { reason: null, ...line, author },
  });
  switch (act.kind) {
    case 'acknowledge':
      if (incident.status === 'resolved') return { kind: 'refused', reason: 'incident_over' };
      if (isAcknowledged(incident)) return { kind: 'unchanged' };
      return change(
        { acknowledgedAtMs: nowMs, acknowledgedBy: author.authorName },
        { kind: 'acknowledged', detail: act.note },
      );
    case 'unacknowledge':
      if (incident.status === 'resolved') return { kind: 'refused', reason: 'incident_over' };
      if (!isAcknowledged(incident)) return { kind: 'unchanged' };
      return change(
        { acknowledgedAtMs: null, acknowledgedBy: null },
        { kind: 'unacknowledged', detail: act.note },
      );
    case 'assign':
      if (incident.assignee === act.assignee) return { kind: 'unchanged' };
      return change(
        { assignee: act.assignee },
        act.assignee === null
          ? { kind: 'assigned', detail: null, reason: 'assigned_to_nobody' }
          : { kind: 'assigned', detail: act.assignee },
      );
    case 'note':
      return change({}, { kind: 'note', detail: act.text });
    default:
      return assertNever(act);
  }
}

/**
 * The fact that other stages ask for: somebody is on it, so that nobody need be told again.
 * It holds until it is taken back or the incident is over; a raised severity leaves it.
 */
export function isAcknowledged(incident: Pick<Incident, 'acknowledgedAtMs'>): boolean {
  return incident.acknowledgedAtMs !== null;
}
