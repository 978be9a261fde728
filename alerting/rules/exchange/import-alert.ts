import type { BilingualText } from '../../../queries/templates/named-metric.ts';
import { SEVERITY_LABEL } from '../alert-labels.ts';
import { type LevelDraft, type RuleDraft, textSource } from '../rule-draft.ts';
import { validateRule } from '../validate-rule.ts';
import { said } from './exchange-finding.ts';
import type { ExchangeGroup, ExchangeRule } from './exchange-group.ts';
import type { ImportContext } from './import-context.ts';
import { splitThreshold } from './split-threshold.ts';

export type ImportedAlert =
  | { readonly kind: 'taken'; readonly draft: RuleDraft; readonly notes: readonly BilingualText[] }
  | { readonly kind: 'refused'; readonly reasons: readonly BilingualText[] };

const MAX_LINK = 2_048;
/** Names that our rules have fields for. */
const LINKS: ReadonlyMap<string, 'runbookUrl' | 'dashboardUrl'> = new Map([
  ['runbook_url', 'runbookUrl'],
  ['dashboard_url', 'dashboardUrl'],
]);

/**
 * One alerting rule as a draft of one level, judged as if somebody had typed it. What our rules do
 * not hold is dropped with a note; what they may not hold refuses the rule.
 */
export function importAlert(
  rule: ExchangeRule,
  group: ExchangeGroup,
  context: ImportContext,
): ImportedAlert {
  const notes: BilingualText[] = [];
  const all = new Map([...group.labels, ...rule.labels]);
  const severity = severityOf(all.get(SEVERITY_LABEL), context, notes);
  if (severity === null) return refuseSeverity(all.get(SEVERITY_LABEL), context);
  const { expression, condition } = splitThreshold(rule.expr, group.language);
  const level: LevelDraft = {
    severity,
    ...(condition ?? {}),
    for: rule.for ?? '0s',
    ...(rule.keepFiringFor === null ? {} : { keepFiringFor: rule.keepFiringFor }),
  };
  const draft: RuleDraft = {
    name: rule.name,
    scope: context.scope,
    source: textSource(expression, group.language),
    interval: group.interval ?? context.interval,
    levels: [level],
    labels: keepLabels(all, context.tenancyLabels, notes),
    ...keepAnnotations(rule.annotations, notes),
    channels: context.channels,
    levelChange: 'raised',
    enabled: context.enabled,
  };
  return judged(draft, context, notes);
}

/** One recording rule as a draft of its own, which is named like its series. */
export function importRecording(
  rule: ExchangeRule,
  group: ExchangeGroup,
  context: ImportContext,
): ImportedAlert {
  const notes: BilingualText[] = [];
  const all = new Map([...group.labels, ...rule.labels]);
  const draft: RuleDraft = {
    name: rule.name,
    scope: context.scope,
    source: textSource(rule.expr.trim(), group.language),
    record: rule.name,
    interval: group.interval ?? context.interval,
    levels: [],
    labels: keepLabels(all, context.tenancyLabels, notes),
    annotations: new Map(),
    channels: [],
    levelChange: 'raised',
    enabled: context.enabled,
  };
  return judged(draft, context, notes);
}

function judged(
  draft: RuleDraft,
  { owner, ladder, tenancyLabels }: ImportContext,
  notes: readonly BilingualText[],
): ImportedAlert {
  const context = { owner, ladder, tenancyLabels, findTemplate: () => undefined };
  const verdict = validateRule(draft, context);
  if (verdict.kind === 'valid') return { kind: 'taken', draft, notes };
  const reasons = verdict.findings.map(({ path, message }) => {
    const text = `${path.slice(1).replaceAll('/', '.')}: ${message}.`;
    return said(text, text);
  });
  return { kind: 'refused', reasons };
}

function severityOf(
  value: string | undefined,
  { ladder, severities, defaultSeverity }: ImportContext,
  notes: BilingualText[],
): string | null {
  if (value === undefined || value === '') {
    if (defaultSeverity === null) return null;
    const en = `It names no severity and becomes ${defaultSeverity}.`;
    notes.push(said(en, `未指定级别，按 ${defaultSeverity} 处理。`));
    return defaultSeverity;
  }
  if (ladder.includes(value)) return value;
  const mapped = severities.get(value);
  if (mapped === undefined || !ladder.includes(mapped)) return null;
  notes.push(said(`Severity ${value} becomes ${mapped}.`, `级别 ${value} 映射为 ${mapped}。`));
  return mapped;
}

function refuseSeverity(value: string | undefined, { ladder }: ImportContext): ImportedAlert {
  const rungs = ladder.join(', ');
  if (value === undefined || value === '') {
    const en = `It names no severity; give one of ${rungs}.`;
    return { kind: 'refused', reasons: [said(en, `未指定级别；请从 ${rungs} 中选择。`)] };
  }
  const shown = JSON.stringify(value.slice(0, 60));
  const en = `Severity ${shown} is not one of ${rungs}; say which of them it is.`;
  const zh = `级别 ${shown} 不在 ${rungs} 之中；请指定对应的级别。`;
  return { kind: 'refused', reasons: [said(en, zh)] };
}

function keepLabels(
  labels: ReadonlyMap<string, string>,
  tenancyLabels: ReadonlySet<string>,
  notes: BilingualText[],
): ReadonlyMap<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of labels) {
    if (name === SEVERITY_LABEL) continue;
    if (tenancyLabels.has(name)) {
      const en = `Label ${name} says whose an alert is and is dropped.`;
      notes.push(said(en, `标签 ${name} 表示归属，已去除。`));
    } else if (name.startsWith('tocsin_') || name === 'alertname') {
      const en = `Label ${name} is set by tocsin and is dropped.`;
      notes.push(said(en, `标签 ${name} 由 tocsin 设置，已去除。`));
    } else kept.set(name, value);
  }
  return kept;
}

function keepAnnotations(
  annotations: ReadonlyMap<string, string>,
  notes: BilingualText[],
): Pick<RuleDraft, 'annotations' | 'runbookUrl' | 'dashboardUrl'> {
  const kept = new Map<string, string>();
  const links: { runbookUrl?: string; dashboardUrl?: string } = {};
  for (const [name, value] of annotations) {
    const link = LINKS.get(name);
    if (link !== undefined && isPlainLink(value)) links[link] = value;
    else if (name.startsWith('tocsin_')) {
      const en = `Annotation ${name} is set by tocsin and is dropped.`;
      notes.push(said(en, `注解 ${name} 由 tocsin 设置，已去除。`));
    } else kept.set(name, value);
  }
  return { annotations: kept, ...links };
}

/** A web address without templates, as a rule's links must be. */
function isPlainLink(text: string): boolean {
  if (text.length > MAX_LINK || /[\s\p{Cc}{]/u.test(text)) return false;
  return /^https?:\/\/[^/]/.test(text) && URL.canParse(text);
}
