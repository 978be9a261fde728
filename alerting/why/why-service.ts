import type { Kysely } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { notFound } from '../../platform/tenancy/refusals.ts';
import type { EscalationClock } from '../escalation/escalation.ts';
import { EscalationSql, escalationOf } from '../escalation/escalation-sql.ts';
import type { EscalationStep } from '../escalation/escalation-step.ts';
import type { EventRules } from '../event-rules/event-rule-book.ts';
import type { Heartbeats } from '../heartbeats/heartbeat-book.ts';
import type { Incident } from '../incidents/incident.ts';
import type { IncidentReader } from '../incidents/incident-reader.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import { canSee, incidentVisibility } from '../incidents/incident-visibility.ts';
import type { LadderOf } from '../intake/sight-alert.ts';
import type { PersonBehind } from '../people/who-is-behind.ts';
import type { PolicyContext } from '../pipeline-plan.ts';
import { clockOf } from '../repeats/clock-sql.ts';
import { leadTelling } from '../routing/choose-targets.ts';
import { mayOnAll } from '../rules/rule-access.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { PolicyTables } from '../tables-policies.ts';
import { explainWhy, type WaitingMessage, type WhyAnswer, type WhyFacts } from './explain-why.ts';
import { findMessages } from './find-messages.ts';
import { findProspects, type RoomAt } from './find-prospects.ts';
import { NO_PLACE, type ThoughtAlert, thoughtOfLabels, thoughtOfRule } from './thought-alert.ts';

/** The answer with the names of what decided. */
export interface ExplainedIncident extends WhyAnswer {
  /** Null for an alert that is only thought of. */
  readonly incidentId: string | null;
  readonly status: Incident['status'];
  readonly severity: string;
  readonly rule: { readonly id: string; readonly name: string } | null;
  readonly policy: { readonly id: string; readonly name: string } | null;
  /** Whom channels of people would tell now, by the id of the channel. */
  readonly people: ReadonlyMap<string, readonly PersonBehind[]>;
  /** The step that comes next; null: none does. */
  readonly escalation:
    | (Pick<EscalationClock, 'step' | 'dueAtMs' | 'heldBy'> & EscalationStep)
    | null;
}

export interface WhyServiceOptions {
  readonly state: State;
  readonly incidents: Pick<IncidentReader, 'timeline'>;
  /** `AlertPipeline.contextOf`: what decides as it is now. */
  readonly contextOf: (incident: Incident) => PolicyContext;
  readonly rules: RuleBook;
  readonly directory: () => Directory;
  readonly ladderOf: LadderOf;
  readonly eventRules: Pick<EventRules, 'all'>;
  readonly heartbeats: Pick<Heartbeats, 'all'>;
  /** `Notifier.roomAt`. */
  readonly roomAt: RoomAt;
  /** `Notifier.peopleBehind`. */
  readonly peopleBehind: (
    incident: Incident,
    channelId: string,
  ) => Promise<readonly PersonBehind[] | null>;
}

/**
 * Why people are told of an incident, or not, by the very decisions that the pipeline makes.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners), `not_found`, also for what
 * the caller may not see.
 */
export class WhyService {
  readonly #options: WhyServiceOptions;
  readonly #escalations: EscalationSql;
  readonly #db: Kysely<PolicyTables>;

  constructor(options: WhyServiceOptions) {
    this.#options = options;
    this.#escalations = new EscalationSql(options.state.dialect);
    this.#db = builderFor<PolicyTables>(options.state.dialect);
  }

  async ofIncident(principal: Principal, owner: string, id: string): Promise<ExplainedIncident> {
    const { state, incidents, directory } = this.#options;
    const visibility = incidentVisibility(directory(), principal, owner);
    const { incident } = await incidents.timeline(visibility, id);
    const [waiting, messages, step] = await Promise.all([
      this.#waiting(id),
      findMessages(state, incident),
      state.first(this.#escalations.ofIncident(id)),
    ]);
    const isOpen = incident.status === 'firing';
    const clock = isOpen && step !== undefined ? escalationOf(step) : null;
    const facts = { incident, isReal: true, waiting, messages };
    return { ...(await this.#explain(facts, clock)), incidentId: id };
  }

  /**
   * The caller must be able to see incidents where it would come from, and to read its rule if it has one.
   * Throws besides as `thoughtOfLabels` does.
   */
  async ofAlert(
    principal: Principal,
    owner: string,
    alert: ThoughtAlert,
  ): Promise<ExplainedIncident> {
    const { state, directory, rules, ladderOf, roomAt, contextOf } = this.#options;
    const visibility = incidentVisibility(directory(), principal, owner);
    const rule = alert.ruleId === null ? null : rules.get(alert.ruleId);
    const mayRead =
      rule === null ||
      (rule?.owner === owner && mayOnAll(directory(), principal, rule.scope, 'rules:read'));
    if (rule === undefined || !mayRead) throw notFound(`Rule ${alert.ruleId}`);
    const ladder = ladderOf(owner);
    const { eventRules, heartbeats } = this.#options;
    const incident =
      rule === null
        ? thoughtOfLabels(alert, {
            ...{ owner, ladder, directory: directory() },
            ...{ eventRules: eventRules.all(), heartbeats: heartbeats.all() },
            isVisible: (key) => canSee(visibility, owner, key),
          })
        : thoughtOfRule(alert, rule, { owner, ladder });
    if (!canSee(visibility, owner, environmentKeyOf(incident))) {
      throw notFound(rule === null ? NO_PLACE : `Rule ${rule.id}`);
    }
    const prospects = await findProspects(state, incident, contextOf(incident), roomAt);
    const facts = { incident, isReal: false, waiting: [], messages: new Map(), prospects };
    return this.#explain(facts, null);
  }

  async #explain(facts: WhyFacts, clock: EscalationClock | null): Promise<ExplainedIncident> {
    const { incident } = facts;
    const context = this.#options.contextOf(incident);
    const { policy } = context;
    const rule = incident.ruleId === null ? undefined : this.#options.rules.get(incident.ruleId);
    const step =
      clock === null
        ? undefined
        : leadTelling({ ...context, severity: incident.severity })?.escalation[clock.step];
    const answer = explainWhy(facts, context);
    const people = new Map<string, readonly PersonBehind[]>();
    for (const { id } of answer.route.channels) {
      const behind = await this.#options.peopleBehind(incident, id);
      if (behind !== null) people.set(id, behind);
    }
    return {
      ...answer,
      people,
      incidentId: null,
      status: incident.status,
      severity: incident.severity,
      rule: rule?.owner === incident.owner ? { id: rule.id, name: rule.name } : null,
      policy: policy && { id: policy.id, name: policy.name },
      escalation: clock && step ? { ...step, ...clock } : null,
    };
  }

  async #waiting(incidentId: string): Promise<readonly WaitingMessage[]> {
    const query = this.#db
      .selectFrom('message_clocks')
      .selectAll()
      .where('incident_id', '=', incidentId);
    return (await this.#options.state.all(query.compile())).map(clockOf);
  }
}
