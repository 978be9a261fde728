import type { Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State, Statement } from '../../platform/state/state.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleStatusRow, RuleTables } from '../tables-rules.ts';
import type { AlertState, RuleHealth } from './rule-sink.ts';
import { acceptedStatus, type RuleStage, type RuleStatus, saysTheSame } from './rule-status.ts';

/** What stands in the way of a cluster's sink as a whole. */
export interface SinkProblem {
  readonly message: string;
  readonly sinceMs: number;
}

const PER_BATCH = 500;
const STAGES: readonly RuleStage[] = [
  'accepted',
  'delivered',
  'loaded',
  'evaluated',
  'disabled',
  'failed',
];
const HEALTHS: readonly RuleHealth[] = ['ok', 'err', 'unknown'];
const STATES: readonly AlertState[] = ['inactive', 'pending', 'firing'];

/**
 * How all rules are doing on all clusters, in memory; kept in the state so that a restart does not
 * forget it, written only when it says something else than before.
 */
export class StatusBook {
  readonly #state: State;
  readonly #db: Kysely<RuleTables>;
  readonly #byRule: Map<string, Map<string, RuleStatus>>;
  readonly #problems = new Map<string, SinkProblem>();
  readonly #listeners = new Set<(ruleIds: readonly string[]) => void>();
  /** What is not written yet, by rule and cluster; null stands for "gone". */
  readonly #unwritten = new Map<
    string,
    { ruleId: string; cluster: string; status: RuleStatus | null }
  >();

  private constructor(state: State, rows: readonly RuleStatusRow[]) {
    this.#state = state;
    this.#db = builderFor<RuleTables>(state.dialect);
    this.#byRule = new Map();
    for (const row of rows) this.#ofRule(row.rule_id).set(row.cluster, statusOf(row));
  }

  /** Reads what was known when the process ended. Rejects as `StateReader` does. */
  static async open(state: State): Promise<StatusBook> {
    const db = builderFor<RuleTables>(state.dialect);
    return new StatusBook(
      state,
      await state.all(db.selectFrom('rule_status').selectAll().compile()),
    );
  }

  /** One status per cluster the rule is on, by cluster. Another revision than the rule's is `accepted`. */
  of(rule: Rule): readonly RuleStatus[] {
    return [...(this.#byRule.get(rule.id)?.values() ?? [])]
      .map((status) =>
        status.revision === rule.revision ? status : acceptedStatus(status.cluster, rule.revision),
      )
      .sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
  }

  /** Clusters whose sink cannot do its work, with why and since when. */
  get problems(): ReadonlyMap<string, SinkProblem> {
    return this.#problems;
  }

  /** Takes note of how the sink of a cluster does; null: well, or there is none. */
  recordSink(cluster: string, message: string | null, nowMs: number): void {
    const sinceMs = this.#problems.get(cluster)?.sinceMs ?? nowMs;
    if (message === null) this.#problems.delete(cluster);
    else this.#problems.set(cluster, { message, sinceMs });
  }

  /** Clusters that rules are on, or whose sink has a problem. */
  get clusters(): ReadonlySet<string> {
    const ofRules = [...this.#byRule.values()].flatMap((ofRule) => [...ofRule.keys()]);
    return new Set([...ofRules, ...this.#problems.keys()]);
  }

  /** By rule id. */
  onCluster(cluster: string): ReadonlyMap<string, RuleStatus> {
    const found = new Map<string, RuleStatus>();
    for (const [ruleId, ofRule] of this.#byRule) {
      const status = ofRule.get(cluster);
      if (status) found.set(ruleId, status);
    }
    return found;
  }

  get(ruleId: string, cluster: string): RuleStatus | undefined {
    return this.#byRule.get(ruleId)?.get(cluster);
  }

  /** Hears of the rules that were looked at, whether they do otherwise than before or not. Must not throw. */
  subscribe(listener: (ruleIds: readonly string[]) => void): void {
    this.#listeners.add(listener);
  }

  /** Takes note of all statuses of one cluster: rules that are not among them are not on it. */
  record(cluster: string, statuses: ReadonlyMap<string, RuleStatus>): void {
    const gone: string[] = [];
    for (const [ruleId, status] of statuses) {
      const before = this.get(ruleId, cluster);
      this.#ofRule(ruleId).set(cluster, status);
      if (!before || !saysTheSame(before, status)) this.#note(ruleId, cluster, status);
    }
    for (const [ruleId, ofRule] of this.#byRule) {
      if (statuses.has(ruleId) || !ofRule.delete(cluster)) continue;
      if (ofRule.size === 0) this.#byRule.delete(ruleId);
      this.#note(ruleId, cluster, null);
      gone.push(ruleId);
    }
    for (const listener of this.#listeners) listener([...statuses.keys(), ...gone]);
  }

  /** Writes what changed. Rejects as `UnitOfWork` does; the next call then writes it. */
  async save(): Promise<void> {
    while (this.#unwritten.size > 0) {
      const entries = [...this.#unwritten].slice(0, PER_BATCH);
      const statements = entries.map(([, entry]) => this.#statement(entry));
      await this.#state.commit({ name: 'rules.status', statements });
      for (const [key, entry] of entries) {
        if (this.#unwritten.get(key) === entry) this.#unwritten.delete(key);
      }
    }
  }

  #ofRule(ruleId: string): Map<string, RuleStatus> {
    const known = this.#byRule.get(ruleId);
    if (known) return known;
    const made = new Map<string, RuleStatus>();
    this.#byRule.set(ruleId, made);
    return made;
  }

  #note(ruleId: string, cluster: string, status: RuleStatus | null): void {
    this.#unwritten.set(`${ruleId} ${cluster}`, { ruleId, cluster, status });
  }

  #statement(entry: { ruleId: string; cluster: string; status: RuleStatus | null }): Statement {
    const { ruleId, cluster, status } = entry;
    if (status === null) {
      const gone = this.#db
        .deleteFrom('rule_status')
        .where('rule_id', '=', ruleId)
        .where('cluster', '=', cluster);
      return statement('rule_status.delete', gone.compile());
    }
    const columns = columnsOf(status);
    const upsert = this.#db
      .insertInto('rule_status')
      .values({ rule_id: ruleId, cluster, ...columns })
      .onConflict((conflict) => conflict.columns(['rule_id', 'cluster']).doUpdateSet(columns));
    return statement('rule_status.upsert', upsert.compile());
  }
}

function columnsOf(status: RuleStatus): Omit<RuleStatusRow, 'rule_id' | 'cluster'> {
  return {
    revision: status.revision,
    stage: status.stage,
    health: status.health,
    state: status.state,
    message: status.message,
    last_evaluation_at_ms: status.lastEvaluationAtMs,
    checked_at_ms: status.checkedAtMs,
    delivered_at_ms: status.steps.deliveredAtMs,
    accepted_at_ms: status.steps.acceptedAtMs,
    loaded_at_ms: status.steps.loadedAtMs,
    failing_since_ms: status.failingSinceMs,
  };
}

function statusOf(row: RuleStatusRow): RuleStatus {
  return {
    cluster: row.cluster,
    revision: Number(row.revision),
    stage: STAGES.find((stage) => stage === row.stage) ?? 'accepted',
    health: HEALTHS.find((health) => health === row.health) ?? 'unknown',
    state: STATES.find((state) => state === row.state) ?? 'inactive',
    message: row.message,
    lastEvaluationAtMs: instantOf(row.last_evaluation_at_ms),
    checkedAtMs: instantOf(row.checked_at_ms),
    steps: {
      deliveredAtMs: instantOf(row.delivered_at_ms),
      acceptedAtMs: instantOf(row.accepted_at_ms),
      loadedAtMs: instantOf(row.loaded_at_ms),
    },
    failingSinceMs: instantOf(row.failing_since_ms),
    evaluation: null,
  };
}

/** PostgreSQL answers BIGINT as text. */
function instantOf(value: number | null): number | null {
  return value === null ? null : Number(value);
}
