/** Rows of what owners have otherwise than the catalogue of system rules. */
export interface SystemRuleTables {
  system_rule_settings: SystemRuleSettingRow;
  system_rule_uses: SystemRuleUseRow;
  system_rule_changes: SystemRuleChangeRow;
}

/** What a setting is about. */
export interface SystemRuleSubjectRow {
  /** Tenant, or `_platform`. */
  owner: string;
  /** `group` or `rule`. */
  kind: string;
  /** Of the group; id of the rule in the catalogue. */
  name: string;
}

export interface SystemRuleSettingRow extends SystemRuleSubjectRow {
  /** JSON; null: taken back. */
  body: string | null;
  revision: number;
  updated_at_ms: number;
  updated_by: string;
}

/** What keeps channels and rungs of a ladder from going away. */
export interface SystemRuleUseRow extends SystemRuleSubjectRow {
  /** `channel` or `severity`. */
  used: string;
  value: string;
}

/** Every change; never changed, never deleted. */
export interface SystemRuleChangeRow extends SystemRuleSubjectRow {
  revision: number;
  at_ms: number;
  author_id: string;
  author_name: string;
  /** After the change. */
  body: string | null;
}
