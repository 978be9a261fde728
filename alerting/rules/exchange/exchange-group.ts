import type { Labels } from '../../../platform/model/labels.ts';
import type { RuleLanguage } from '../rule-language.ts';

/**
 * Where rules come from or go to.
 * - `prometheus`, `loki`: a rule file. `loki` may carry a `namespace`, as its ruler's tools write,
 *   and the fields of `mimir`.
 * - `mimir`: the rule groups of one namespace of a Mimir or Cortex ruler, or a file with their fields.
 * - `PrometheusRule`; `AlertingRule` and `RecordingRule` of the Loki operator: Kubernetes objects.
 */
export type ExchangeDialect =
  | 'prometheus'
  | 'loki'
  | 'mimir'
  | 'PrometheusRule'
  | 'AlertingRule'
  | 'RecordingRule';

/** A rule as its file says it; durations and the expression are the texts that stand there. */
export interface ExchangeRule {
  readonly kind: 'alert' | 'record';
  /** The alert's name, or that of the series recorded. */
  readonly name: string;
  readonly expr: string;
  /** Alerts only. Null: not written. */
  readonly for: string | null;
  readonly keepFiringFor: string | null;
  readonly labels: Labels;
  /** Alerts only. */
  readonly annotations: Labels;
  /** Line of the text it was read from, from 1; 0 for what was not read. */
  readonly line: number;
}

/** What a field of one dialect holds. */
export type ExtraValue = string | boolean | readonly string[];

/** Rules that are evaluated one after the other. */
export interface ExchangeGroup {
  readonly name: string;
  readonly language: RuleLanguage;
  /** Null, here and below: not written. */
  readonly interval: string | null;
  readonly queryOffset: string | null;
  readonly limit: number | null;
  /** Labels of all its rules, which a rule may replace (Prometheus 3). */
  readonly labels: Labels;
  /** Fields that one dialect knows, by their name there: see `EXTRA_FIELDS`. */
  readonly extra: ReadonlyMap<string, ExtraValue>;
  readonly rules: readonly ExchangeRule[];
  readonly line: number;
}

/** What an object is called; a namespace of a ruler is a place without a name. */
export interface ExchangePlace {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** One rule file, one namespace of a ruler, or one object. */
export interface ExchangeDocument {
  readonly dialect: ExchangeDialect;
  /** Null for files that name no place. */
  readonly place: ExchangePlace | null;
  /** `spec.tenantID` of the Loki operator's objects, null elsewhere. */
  readonly tenantId: string | null;
  readonly groups: readonly ExchangeGroup[];
}

/** How a field of one dialect is read. */
export type ExtraKind = 'text' | 'duration' | 'flag' | 'texts';

/**
 * The fields of a group beyond those every dialect has, and what they hold.
 * @see https://grafana.com/docs/mimir/latest/references/architecture/components/ruler/
 */
export const EXTRA_FIELDS: ReadonlyMap<ExchangeDialect, ReadonlyMap<string, ExtraKind>> = new Map<
  ExchangeDialect,
  ReadonlyMap<string, ExtraKind>
>([
  [
    'mimir',
    new Map<string, ExtraKind>([
      ['source_tenants', 'texts'],
      ['align_evaluation_time_on_interval', 'flag'],
      ['evaluation_delay', 'duration'],
    ]),
  ],
  ['PrometheusRule', new Map<string, ExtraKind>([['partial_response_strategy', 'text']])],
]);
