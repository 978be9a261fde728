import type { Kysely } from 'kysely';
import { labelsFromObject } from '../../platform/model/labels.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { notFound } from '../../platform/tenancy/refusals.ts';
import type { EscalationClock } from '../escalation/escalation.ts';
import { EscalationSql, escalationOf } from '../escalation/escalation-sql.ts';
import type { EscalationStep } from '../escalation/escalation-step.ts';
import { grade } from '../grading/grade.ts';
import { type Incident, NO_CARE } from '../incidents/incident.ts';
import type { IncidentReader } from '../incidents/incident-reader.ts';
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

/** An alert that somebody thinks of. */
export interface ThoughtAlert {
  readonly ruleId: string;
  readonly severity: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

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

  /** The caller must be able to read the rule, and to see incidents where it would raise them. */
  async ofAlert(
    principal: Principal,
    owner: string,
    alert: ThoughtAlert,
  ): Promise<ExplainedIncident> {
    const { directory, rules, ladderOf } = this.#options;
    const visibility = incidentVisibility(directory(), principal, owner);
    const rule = rules.get(alert.ruleId);
    const node = rule?.scope.kind === 'node' ? rule.scope.node : null;
    const [project, environment] = [node?.project ?? null, node?.environment ?? null];
    const key = project === null || environment === null ? null : `${project}.${environment}`;
    const isVisible =
      rule?.owner === owner &&
      canSee(visibility, owner, key) &&
      mayOnAll(directory(), principal, rule.scope, 'rules:read');
    if (!rule || !isVisible) throw notFound(`Rule ${alert.ruleId}`);
    const labels = labelsFromObject(alert.labels);
    const { severity, rung } = grade(alert.severity ?? labels.get('severity'), ladderOf(owner));
    const incident: Incident = {
      ...NOBODYS,
      owner,
      cluster: rule.scope.cluster ?? labels.get('cluster') ?? '',
      namespace: labels.get('namespace') ?? null,
      project,
      environment,
      ruleId: rule.id,
      title: rule.name,
      labels: new Map([['alertname', rule.name], ...labels]),
      severity,
      rung,
      peakSeverity: severity,
      peakRung: rung,
    };
    return this.#explain({ incident, isReal: false, waiting: [], messages: new Map() }, null);
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

/** What an alert that nobody posted does not have. */
const NOBODYS = {
  ...NO_CARE,
  // Younger than any that is there.
  id: 'Z',
  key: '',
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
