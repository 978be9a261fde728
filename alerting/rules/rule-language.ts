/** What a rule is written in: PromQL on metrics, or LogQL on logs. */
export type RuleLanguage = 'promql' | 'logql';
