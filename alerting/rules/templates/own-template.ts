import type { RuleTemplate } from '../../../queries/templates/rules/rule-template.ts';
import type { TemplateDocument } from '../../../queries/templates/rules/template-document.ts';

/** A template that an owner wrote. Its id, `scope.resource.rule`, is the owner's alone. */
export interface OwnTemplate {
  /** Tenant, or `_platform`. */
  readonly owner: string;
  /** As it was sent. */
  readonly document: TemplateDocument;
  readonly template: RuleTemplate;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly updatedBy: string;
}
