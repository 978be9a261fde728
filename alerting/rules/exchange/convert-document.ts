import type { BilingualText } from '../../../queries/templates/named-metric.ts';
import { said } from './exchange-finding.ts';
import {
  EXTRA_FIELDS,
  type ExchangeDialect,
  type ExchangeDocument,
  type ExchangeGroup,
  type ExchangePlace,
  type ExchangeRule,
} from './exchange-group.ts';

export type ConvertedDocument =
  | {
      readonly kind: 'converted';
      readonly document: ExchangeDocument;
      /** What the other dialect has no field for, a sentence each. */
      readonly lost: readonly BilingualText[];
    }
  | { readonly kind: 'refused'; readonly message: BilingualText };

/** Where it goes. Objects need a place; those of the Loki operator a tenant as well. */
export interface ConvertTarget {
  readonly dialect: ExchangeDialect;
  readonly place: ExchangePlace | null;
  readonly tenantId: string | null;
}

const LANGUAGES: ReadonlyMap<ExchangeDialect, 'promql' | 'logql'> = new Map([
  ['prometheus', 'promql'],
  ['PrometheusRule', 'promql'],
  ['mimir', 'promql'],
  ['loki', 'logql'],
  ['AlertingRule', 'logql'],
  ['RecordingRule', 'logql'],
] as const);

/** Group and rule fields that the CRDs of the Loki operator do not have. */
const OPERATED: ReadonlySet<ExchangeDialect> = new Set(['AlertingRule', 'RecordingRule']);

/**
 * The document as the other dialect can say it. Refused when its language is another, or a rule is
 * not of the kind that the object holds.
 */
export function convertDocument(
  document: ExchangeDocument,
  target: ConvertTarget,
): ConvertedDocument {
  const { dialect } = target;
  const { groups } = document;
  const foreign = groups.find(({ language }) => language !== LANGUAGES.get(dialect));
  if (foreign !== undefined) {
    return refuse(
      `${dialect} holds no ${foreign.language} rules`,
      `${dialect} 不支持 ${foreign.language}`,
    );
  }
  const kind = { AlertingRule: 'alert', RecordingRule: 'record' }[String(dialect)];
  const wrong = groups
    .flatMap(({ rules }) => rules)
    .find((rule) => rule.kind !== (kind ?? rule.kind));
  if (wrong !== undefined) {
    return refuse(`${dialect} cannot hold ${wrong.name}`, `${dialect} 不能包含 ${wrong.name}`);
  }
  if (OPERATED.has(dialect) && target.tenantId === null) {
    return refuse(`${dialect} needs a tenant`, `${dialect} 需要租户`);
  }
  const lost: BilingualText[] = [];
  const converted = groups.map((group) => convertGroup(group, dialect, lost));
  return { kind: 'converted', document: { ...target, groups: converted }, lost };
}

function convertGroup(
  group: ExchangeGroup,
  dialect: ExchangeDialect,
  lost: BilingualText[],
): ExchangeGroup {
  const known = EXTRA_FIELDS.get(dialect === 'loki' ? 'mimir' : dialect);
  const unknown = [...group.extra.keys()].filter((name) => !known?.has(name));
  const extra = new Map([...group.extra].filter(([name]) => known?.has(name)));
  for (const name of unknown) lose(lost, group.name, name, dialect);
  if (!OPERATED.has(dialect)) return { ...group, extra };
  if (group.queryOffset !== null) lose(lost, group.name, 'query_offset', dialect);
  const rules = group.rules.map((rule) => convertRule(rule, group, dialect, lost));
  return { ...group, extra, queryOffset: null, labels: new Map(), rules };
}

/** The group's labels go to its rules; an alert says `for` in any case, which the operator wants. */
function convertRule(
  rule: ExchangeRule,
  group: ExchangeGroup,
  dialect: ExchangeDialect,
  lost: BilingualText[],
): ExchangeRule {
  if (rule.keepFiringFor !== null) lose(lost, rule.name, 'keep_firing_for', dialect);
  return {
    ...rule,
    for: rule.kind === 'alert' ? (rule.for ?? '0s') : null,
    keepFiringFor: null,
    labels: new Map([...group.labels, ...rule.labels]),
  };
}

function lose(lost: BilingualText[], whose: string, field: string, dialect: string): void {
  const en = `${dialect} has no ${field}: that of ${whose} is left out.`;
  lost.push(said(en, `${dialect} 没有 ${field} 字段：${whose} 的该字段已忽略。`));
}

function refuse(en: string, zh: string): ConvertedDocument {
  return { kind: 'refused', message: said(`${en}.`, `${zh}。`) };
}
