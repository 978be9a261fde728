/** Rows of rules. JSON and booleans (0 and 1) as text and integers, on both databases. */
export interface RuleTables {
  rules: RuleRow;
  rule_channels: RuleChannelRow;
  rule_severities: RuleSeverityRow;
  rule_changes: RuleChangeRow;
  rule_status: RuleStatusRow;
}

export interface RuleRow {
  /** ULID. */
  id: string;
  /** Tenant, or `_platform`. */
  owner: string;
  name: string;
  /** As `printScopeName` prints it. */
  scope: string;
  enabled: number;
  /** JSON of the content, see `rule-body.ts`. */
  body: string;
  /** Of the body: what keeps the policy from being deleted. */
  policy_id: string | null;
  /** Makes creating idempotent; null when the caller gave no key. */
  creation_key: string | null;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  updated_by: string;
}

/** Which channels a rule names: what keeps them from being deleted. */
export interface RuleChannelRow {
  rule_id: string;
  channel_id: string;
}

/** Which rungs of its owner's ladder a rule uses: what keeps them from being removed. */
export interface RuleSeverityRow {
  rule_id: string;
  severity: string;
}

/** Every change of every rule, also of deleted ones. Never changed, never deleted with the rule. */
export interface RuleChangeRow {
  rule_id: string;
  revision: number;
  owner: string;
  /** `created`, `updated` or `deleted`. */
  kind: string;
  at_ms: number;
  /** Id of the user or token. */
  author_id: string;
  author_name: string;
  /** JSON of the content after the change; of what was deleted for `deleted`. */
  body: string;
}

/** How a rule was last seen doing on a cluster. */
export interface RuleStatusRow {
  rule_id: string;
  cluster: string;
  /** Of the rule that the status is about. */
  revision: number;
  stage: string;
  health: string;
  state: string;
  message: string | null;
  last_evaluation_at_ms: number | null;
  checked_at_ms: number | null;
  delivered_at_ms: number | null;
  accepted_at_ms: number | null;
  loaded_at_ms: number | null;
  failing_since_ms: number | null;
}
