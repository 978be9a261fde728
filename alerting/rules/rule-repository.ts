import type { BatchOutcome, State, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import { type HistoryLine, historyLine } from '../../platform/tenancy/history.ts';
import type { Rule } from './rule.ts';
import { parseRuleBody } from './rule-body.ts';
import type { RuleBook } from './rule-book.ts';
import type { RuleContent } from './rule-draft.ts';
import { channelsOf } from './rule-receivers.ts';
import { RuleSql, ruleOf } from './rule-sql.ts';

export type RuleChange = HistoryLine<RuleContent>;

/** What a rule that is to be created brings along. */
export interface Creation {
  readonly author: Author;
  /** Equal keys of one owner create one rule; null for none. */
  readonly creationKey: string | null;
  /** Most rules of the owner, inclusive. */
  readonly limit: number;
  readonly preconditions: readonly Statement[];
}

/** What a rule that is to be replaced or removed brings along. */
export interface Amendment {
  readonly author: Author;
  readonly atMs: number;
  readonly preconditions: readonly Statement[];
}

/**
 * Rules in the state, and all of them in memory (1,000 rules take about 2 MB). Memory follows each
 * committed change before the promise of the change resolves. One process writes.
 */
export class RuleRepository implements RuleBook {
  readonly #state: State;
  readonly #sql: RuleSql;
  readonly #rules: Map<string, Rule>;
  #snapshot: readonly Rule[] | undefined;

  private constructor(state: State, rules: readonly Rule[]) {
    this.#state = state;
    this.#sql = new RuleSql(state.dialect);
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
  }

  /** Reads all rules. Rejects as `StateReader` does, and when a stored rule cannot be read. */
  static async open(state: State): Promise<RuleRepository> {
    const rows = await state.all(new RuleSql(state.dialect).all());
    return new RuleRepository(state, rows.map(ruleOf));
  }

  get(id: string): Rule | undefined {
    return this.#rules.get(id);
  }

  all(): readonly Rule[] {
    this.#snapshot ??= [...this.#rules.values()];
    return this.#snapshot;
  }

  /** The owner's rules, newest first. */
  ofOwner(owner: string): readonly Rule[] {
    const rules = this.all().filter((rule) => rule.owner === owner);
    return rules.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** Ids of the rules that name the channel. */
  rulesUsing(channelId: string): readonly string[] {
    return this.all()
      .filter((rule) => channelsOf(rule).includes(channelId))
      .map((rule) => rule.id);
  }

  /** Precondition for the batch that deletes a channel: no rule names it. */
  channelUnused(channelId: string): Statement {
    return this.#sql.channelUnused(channelId);
  }

  /** The rule that was created with this key, and how it looked then. */
  async createdWith(
    owner: string,
    creationKey: string,
  ): Promise<{ readonly rule: Rule; readonly original: RuleContent } | undefined> {
    const row = await this.#state.first(this.#sql.idOfCreation(owner, creationKey));
    const rule = row && this.#rules.get(row.id);
    const first = rule && (await this.changes(rule.id)).find((change) => change.revision === 1);
    return rule && first && { rule, original: first.content };
  }

  /** History of one rule, deleted ones too, newest first. */
  async changes(ruleId: string): Promise<readonly RuleChange[]> {
    const rows = await this.#state.all(this.#sql.changes(ruleId));
    return rows.map((row) => historyLine(row, parseRuleBody));
  }

  /** Outcome `rejected` at `rule.below_limit`: the owner's rules are used up. */
  async create(rule: Rule, creation: Creation): Promise<BatchOutcome> {
    const outcome = await this.#state.commit({
      name: 'rules.create',
      statements: [
        ...creation.preconditions,
        this.#sql.belowLimit(rule.owner, creation.limit),
        ...this.#sql.insert(rule, creation.creationKey),
        this.#sql.change(rule, 'created', creation.author, rule.createdAtMs),
      ],
    });
    if (outcome.kind === 'committed') this.#remember(rule);
    return outcome;
  }

  /** Several at once, or none: as `create`, whose keys they do not have. */
  async createAll(
    rules: readonly Rule[],
    { author, limit, preconditions }: Omit<Creation, 'creationKey'>,
  ): Promise<BatchOutcome> {
    const owners = [...new Set(rules.map(({ owner }) => owner))];
    const room = owners.map((owner) => {
      const count = rules.filter((rule) => rule.owner === owner).length;
      return this.#sql.belowLimit(owner, Math.max(limit - count + 1, 1));
    });
    const outcome = await this.#state.commit({
      name: 'rules.create_all',
      statements: [
        ...preconditions,
        ...room,
        ...rules.flatMap((rule) => [
          ...this.#sql.insert(rule, null),
          this.#sql.change(rule, 'created', author, rule.createdAtMs),
        ]),
      ],
    });
    if (outcome.kind === 'committed') for (const rule of rules) this.#remember(rule);
    return outcome;
  }

  /** Outcome `rejected` at `rule.replace`: the stored revision is not the one before. */
  async replace(rule: Rule, amendment: Amendment): Promise<BatchOutcome> {
    const outcome = await this.#state.commit({
      name: 'rules.replace',
      statements: [
        ...amendment.preconditions,
        ...this.#sql.replace(rule),
        this.#sql.change(rule, 'updated', amendment.author, amendment.atMs),
      ],
    });
    if (outcome.kind === 'committed') this.#remember(rule);
    return outcome;
  }

  /** Outcome `rejected` at `rule.delete`: the stored revision is another one, or it is gone. */
  async remove(rule: Rule, amendment: Amendment): Promise<BatchOutcome> {
    const outcome = await this.#state.commit({
      name: 'rules.remove',
      statements: [
        ...amendment.preconditions,
        ...this.#sql.delete(rule),
        this.#sql.change(rule, 'deleted', amendment.author, amendment.atMs),
      ],
    });
    if (outcome.kind === 'committed') this.#forget(rule.id);
    return outcome;
  }

  #remember(rule: Rule): void {
    const known = this.#rules.get(rule.id);
    if (known && known.revision > rule.revision) return;
    this.#rules.set(rule.id, rule);
    this.#snapshot = undefined;
  }

  #forget(ruleId: string): void {
    this.#rules.delete(ruleId);
    this.#snapshot = undefined;
  }
}
