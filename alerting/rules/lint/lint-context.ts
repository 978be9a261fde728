import type { ScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { PastOfTarget } from '../past-of-target.ts';
import type { RuleContent } from '../rule-draft.ts';
import type { FindTemplate } from '../rule-source.ts';
import type { LintFindings } from './lint-finding.ts';

/** As metadata of Prometheus and OpenMetrics say. */
export type MetricType =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'summary'
  | 'gaugehistogram'
  | 'info'
  | 'stateset'
  | 'unknown';

/** Another rule of the same owner. */
export interface NamedRule {
  readonly id: string;
  readonly name: string;
  readonly scope: ScopeName;
}

/** What a rule is judged by that is not in it. */
export interface LintContext {
  /** Its id; null while it is not saved. */
  readonly ruleId: string | null;
  /** Labels that name the namespace on the clusters the rule goes to, for its language; may be none. */
  readonly namespaceLabels: readonly string[];
  /** Does its scope hold more than one namespace on any cluster? */
  readonly spansNamespaces: boolean;
  /** Null: not known, 30 s are assumed. */
  readonly scrapeIntervalMs: number | null;
  /** From the metadata of the clusters; undefined where nobody knows. */
  readonly metricType: (metric: string) => MetricType | undefined;
  readonly findTemplate: FindTemplate;
  /** Rules of the owner; the rule itself may be among them. */
  readonly otherRules: readonly NamedRule[];
  /** What `pastOfTarget` says for each cluster, together. */
  readonly past: readonly PastOfTarget[];
}

/** Parts of a rule that a finding about its expression can point to. */
export type ExpressionPart = 'whole' | 'window' | 'grouping' | 'lines' | 'streams';

/** What of a rule is judged. Without levels it records: nothing is said of how it fires. */
export type LintedContent = Pick<
  RuleContent,
  | 'name'
  | 'scope'
  | 'source'
  | 'language'
  | 'expression'
  | 'intervalMs'
  | 'levels'
  | 'labels'
  | 'annotations'
>;

/** One run of the lint. */
export interface LintRun {
  readonly content: LintedContent;
  readonly context: LintContext;
  readonly out: LintFindings;
}

const OF_FORM: Readonly<Record<ExpressionPart, string>> = {
  whole: '/source/form',
  window: '/source/form/windowMs',
  grouping: '/source/form/groupBy',
  lines: '/source/form/lines',
  streams: '/source/form/streams',
};

/** Where people can change that part of the expression, by how it came about. */
export function pathOfPart({ source }: Pick<RuleContent, 'source'>, part: ExpressionPart): string {
  switch (source.kind) {
    case 'text':
      return '/expression';
    case 'template':
      if (part === 'window') return '/source/parameters/windowMs';
      return part === 'grouping' ? '/source/parameters/groupBy' : '/source/template';
    case 'log_form':
      return OF_FORM[part];
    default:
      return source satisfies never;
  }
}

/**
 * Labels that name the namespace as the expression calls them. Templates are written with those of
 * the catalogue, and renamed for each cluster.
 */
export function namespaceLabelsOf({ content, context }: LintRun): readonly string[] {
  if (context.namespaceLabels.length === 0 || content.scope.kind === 'platform') return [];
  return content.source.kind === 'template' ? ['namespace'] : context.namespaceLabels;
}
