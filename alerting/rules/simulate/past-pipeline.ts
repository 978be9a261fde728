import type { Labels } from '../../../platform/model/labels.ts';
import type { Incident, StateEvent } from '../../incidents/incident.ts';
import type { EventDraft } from '../../incidents/incident-event.ts';
import type { IncidentDecision } from '../../incidents/incident-state.ts';
import {
  type IncidentWork,
  recordObservations,
  workOf,
} from '../../incidents/record-observations.ts';
import { type InhibitionRules, Inhibitions } from '../../inhibition/inhibitions.ts';
import type { IdentifyContext, UnassignedReason } from '../../intake/identify.ts';
import type { PostedAlert } from '../../intake/posted-alert.ts';
import { type LadderOf, sightAlert } from '../../intake/sight-alert.ts';
import { MessagesOverTime, type MessagesOverTimeParts } from '../../repeats/messages-over-time.ts';
import { PastIncidents } from './past-incidents.ts';

/** What the stages look at: the rule as it would be, everything else as it is. */
export interface PastPipelineParts extends Omit<MessagesOverTimeParts, 'newId' | 'inhibitions'> {
  /** What may inhibit: incidents of the rule inhibit others of it. Left out: nothing does. */
  readonly inhibitionRules?: InhibitionRules;
  /** Its rule book holds the rule that is looked at, and no other. */
  readonly identify: IdentifyContext;
  readonly ladderOf: LadderOf;
}

/** An alert of the rule that begins to fire, or ends. */
export interface PastAlert {
  readonly labels: Labels;
  readonly firedAtMs: number;
  /** Null: it fires. */
  readonly resolvedAtMs: number | null;
}

/** A change of an incident, told or not. */
export interface PastChange {
  readonly incident: Incident;
  readonly event: StateEvent;
}

/** What the alerts of one post led to. */
export interface PastOutcome {
  readonly changes: readonly PastChange[];
  /** Lines of the timeline: `notification_queued`, `notification_not_sent` among them. */
  readonly events: readonly EventDraft[];
  /** Of alerts that fire and that nobody would get: why. */
  readonly unassigned: readonly UnassignedReason[];
}

/** The evaluator posts what fires again and again, so that nothing ends by itself. */
const POSTED_AGAIN_MS = Number.MAX_SAFE_INTEGER;

/**
 * The way of an alert through the stages of `pipeline.ts`, in the past and without anything being
 * stored or sent. The stages are those functions; `MessagesOverTime` has those between routing and the
 * outbox, and what time alone drives: repeats, groups, steps to more people, and what was kept back.
 */
export class PastPipeline {
  readonly #parts: PastPipelineParts;
  readonly #incidents = new PastIncidents();
  readonly #newId: () => string;
  readonly #inhibitions: Inhibitions;
  readonly #messages: MessagesOverTime;

  constructor(parts: PastPipelineParts) {
    this.#parts = parts;
    this.#newId = numberedIds();
    this.#inhibitions = new Inhibitions(parts.inhibitionRules ?? NO_RULES, this.#incidents);
    const mates = { newId: this.#newId, inhibitions: this.#inhibitions };
    this.#messages = new MessagesOverTime({ ...parts, ...mates });
  }

  /** One post of the evaluator: what changed at one evaluation of one level. */
  take(alerts: readonly PastAlert[], atMs: number): PastOutcome {
    const { identify, ladderOf } = this.#parts;
    const seen = alerts.map((alert) => sightAlert(postedOf(alert), identify, ladderOf, atMs));
    const owned = seen.filter((one) => one.kind === 'owned');
    const unassigned = seen.flatMap((one, index) =>
      one.kind === 'unassigned' && alerts[index]?.resolvedAtMs === null ? [one.reason] : [],
    );
    const changes: PastChange[] = [];
    const events = [...this.due(atMs)];
    const work = this.#inhibitions.sourcesFirst(workOf(owned));
    let isReleased = false;
    for (const item of work) isReleased = this.#decide(item, atMs, changes, events) || isReleased;
    if (isReleased) this.#messages.wakeInhibited(atMs);
    return { changes, events, unassigned };
  }

  /** What is told before the instant although nothing changed; ask at the end as well. */
  due(atMs: number): readonly EventDraft[] {
    return this.#messages.until(atMs).flatMap(({ events }) => events);
  }

  /** @returns whether a source of inhibition is none any more */
  #decide(work: IncidentWork, atMs: number, changes: PastChange[], events: EventDraft[]): boolean {
    let isReleased = false;
    for (const { previous, decision } of recordObservations(
      work,
      this.#incidents,
      atMs,
      this.#newId,
    )) {
      if (decision.kind === 'ignored') continue;
      const incident =
        decision.kind === 'refreshed'
          ? decision.incident
          : this.#queue(decision, previous, atMs, { changes, events });
      isReleased ||= this.#inhibitions.isReleased(previous, incident);
      this.#incidents.put(incident, atMs);
    }
    return isReleased;
  }

  #queue(
    decision: Extract<IncidentDecision, { kind: 'opened' | 'changed' }>,
    previous: Incident | undefined,
    nowMs: number,
    out: { readonly changes: PastChange[]; readonly events: EventDraft[] },
  ): Incident {
    let { incident } = decision;
    for (const event of decision.events) {
      const change = { incident, event, previousSeverity: previous?.severity ?? null };
      const told = this.#messages.take(change, nowMs);
      out.events.push(...told.events);
      ({ incident } = told);
      out.changes.push({ incident, event });
    }
    return incident;
  }
}

const NO_RULES: InhibitionRules = { all: () => [], ofOwner: () => [], subscribe: () => undefined };
const NO_TEXTS: Labels = new Map();

function postedOf({ labels, firedAtMs, resolvedAtMs }: PastAlert): PostedAlert {
  return {
    labels,
    annotations: NO_TEXTS,
    startsAtMs: firedAtMs,
    endsAtMs: resolvedAtMs ?? POSTED_AGAIN_MS,
    endsAtIsTimeout: resolvedAtMs === null,
  };
}

/** In place of ULIDs: nothing of a preview is stored. */
function numberedIds(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return String(last).padStart(26, '0');
  };
}
