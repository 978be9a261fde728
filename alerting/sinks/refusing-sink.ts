import type { RuleFile, RuleSink, SinkReport } from './rule-sink.ts';

/** A sink for rules that nobody on the cluster can evaluate: each of them says why. */
export class RefusingSink implements RuleSink {
  readonly #message: string;
  #desired: readonly RuleFile[] = [];

  constructor(message: string) {
    this.#message = message;
  }

  async reconcile(desired: readonly RuleFile[]): Promise<SinkReport> {
    this.#desired = desired;
    return this.observe();
  }

  async observe(): Promise<SinkReport> {
    const outcome = { kind: 'failed', message: this.#message } as const;
    const rules = new Map(this.#desired.map(({ ruleId }) => [ruleId, outcome]));
    return { rules, problem: null, reloaded: false };
  }
}
