import type { Labels } from '../../platform/model/labels.ts';

/** What a template of a rule may speak of. */
export interface RuleTemplateData {
  /** Of the element of the result, `$labels`. */
  readonly labels: Labels;
  /** `$value`. */
  readonly value: number;
  readonly externalLabels: Labels;
  readonly externalUrl: string;
  /** Rejects always: what a template asks is not held in the rule's scope by anybody. */
  readonly query: (text: string) => Promise<never>;
}

/** Expands one text. Rejects with the reason when the template is wrong or its work too much. */
export type Templates = (text: string, data: RuleTemplateData) => Promise<string>;
