import type { RuleFile, RuleSink, SinkReport } from './rule-sink.ts';

/**
 * A sink for a cluster whose own evaluator knows metrics only: rules on logs go to another one, both
 * under one report.
 */
export class LogRulesBeside implements RuleSink {
  readonly #metrics: RuleSink;
  readonly #logs: RuleSink;

  constructor(metrics: RuleSink, logs: RuleSink) {
    this.#metrics = metrics;
    this.#logs = logs;
  }

  async reconcile(desired: readonly RuleFile[], signal: AbortSignal): Promise<SinkReport> {
    const onLogs = desired.filter(({ group }) => group.language === 'logql');
    const onMetrics = desired.filter(({ group }) => group.language === 'promql');
    const logs = await this.#logs.reconcile(onLogs, signal);
    return joined(await this.#metrics.reconcile(onMetrics, signal), logs);
  }

  async observe(signal: AbortSignal): Promise<SinkReport> {
    const logs = await this.#logs.observe(signal);
    return joined(await this.#metrics.observe(signal), logs);
  }

  async close(): Promise<void> {
    await Promise.all([this.#metrics.close?.(), this.#logs.close?.()]);
  }
}

function joined(metrics: SinkReport, logs: SinkReport): SinkReport {
  const problems = [metrics.problem, logs.problem].filter((problem) => problem !== null);
  return {
    rules: new Map([...metrics.rules, ...logs.rules]),
    problem: problems.length === 0 ? null : problems.join('; '),
    reloaded: metrics.reloaded || logs.reloaded,
  };
}
