/** Rows of the templates that people wrote. */
export interface RuleTemplateTables {
  rule_templates: RuleTemplateRow;
}

export interface RuleTemplateRow {
  /** Tenant, or `_platform`. */
  owner: string;
  /** `scope.resource.rule`. */
  id: string;
  /** JSON of a `TemplateDocument`. */
  document: string;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  updated_by: string;
}
