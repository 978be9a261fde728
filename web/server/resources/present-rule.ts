import type { LintFinding } from '../../../alerting/rules/lint/lint-finding.ts';
import type { Rule, RuleLevel, RuleRepeat } from '../../../alerting/rules/rule.ts';
import type { RuleContent } from '../../../alerting/rules/rule-draft.ts';
import type { RuleSource } from '../../../alerting/rules/rule-source.ts';
import type { RuleStatus } from '../../../alerting/sinks/rule-status.ts';
import { isLate } from '../../../alerting/watch/judge-rule.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { LintFinding as ShownFinding } from '../../contract/rule-lint.ts';
import type * as contract from '../../contract/rules.ts';
import { instant, instantOrNull } from './present.ts';

function presentSource(source: RuleSource): contract.RuleSourceInput | undefined {
  if (source.kind === 'text') return undefined;
  if (source.kind === 'log_form') {
    const { windowMs, streams, lines, fields, groupBy, parser } = source.form;
    return {
      kind: 'log_form',
      form: {
        streams: [...streams],
        lines: [...lines],
        parser,
        fields: [...fields],
        window: printDurationMs(windowMs),
        groupBy: [...groupBy],
      },
    };
  }
  const { filters, groupBy, windowMs } = source.parameters;
  return {
    kind: 'template',
    template: source.template.id,
    parameters: {
      ...(filters ? { filters: [...filters] } : {}),
      ...(groupBy ? { groupBy: [...groupBy] } : {}),
      ...(windowMs === undefined ? {} : { window: printDurationMs(windowMs) }),
    },
  };
}

/** The part of a rule that people decide, e.g. as it was at a revision. */
export function presentContent(rule: RuleContent): contract.RuleHistoryItem['rule'] {
  const source = presentSource(rule.source);
  return {
    name: rule.name,
    scope: printScopeName(rule.scope),
    ...(source === undefined ? {} : { source }),
    language: rule.language,
    expression: rule.expression,
    ...(rule.record === null ? {} : { record: rule.record }),
    ...(rule.unit === null ? {} : { unit: rule.unit }),
    interval: printDurationMs(rule.intervalMs),
    levels: rule.levels.map(presentLevel),
    labels: labelsToObject(rule.labels),
    annotations: labelsToObject(rule.annotations),
    contact: rule.contact,
    runbookUrl: rule.runbookUrl,
    dashboardUrl: rule.dashboardUrl,
    noData: rule.noData,
    onError: rule.onError,
    ...(rule.policy === null ? {} : { policy: rule.policy }),
    channels: [...rule.channels],
    levelChange: rule.levelChange,
    enabled: rule.enabled,
  };
}

/**
 * @param templateChange see `templateChange` of the alerting room
 * @param systemRule id in the catalogue, of a rule that nobody wrote
 */
export function presentRule(
  rule: Rule,
  statuses: readonly RuleStatus[],
  templateChange: string | null,
  lint: readonly LintFinding[],
  systemRule?: string,
): contract.Rule {
  return {
    id: rule.id,
    owner: rule.owner,
    ...presentContent(rule),
    templateChange,
    ...(systemRule === undefined ? {} : { systemRule }),
    status: statuses.map((status) => presentStatus(rule, status)),
    lint: lint.map(presentFinding),
    revision: rule.revision,
    createdAt: instant(rule.createdAtMs),
    updatedAt: instant(rule.updatedAtMs),
    updatedBy: rule.updatedBy,
  };
}

/** Codes are texts there: a new one is no new API. */
export function presentFinding({ span, message, explanation, ...rest }: LintFinding): ShownFinding {
  return {
    ...rest,
    span: span === null ? null : { ...span },
    message: { ...message },
    explanation: { ...explanation },
  };
}

function presentLevel(level: RuleLevel): contract.RuleLevel {
  const { severity, condition, forMs, checks, keepFiringForMs, channels, repeat } = level;
  return {
    severity,
    ...condition,
    ...(checks === null ? { for: printDurationMs(forMs) } : { checks }),
    ...(keepFiringForMs === 0 ? {} : { keepFiringFor: printDurationMs(keepFiringForMs) }),
    ...(channels === null ? {} : { channels: [...channels] }),
    ...(repeat === null ? {} : { repeat: presentRepeat(repeat) }),
  };
}

/** A repeat as people write it. */
export function presentRepeat({ mode, everyMs, max }: RuleRepeat): contract.RuleRepeat {
  if (mode === 'once') return { mode };
  return { mode, every: printDurationMs(everyMs), ...(max === null ? {} : { max }) };
}

/** How a rule does on one cluster. */
export function presentStatus(rule: Rule, status: RuleStatus): contract.RuleStatus {
  const { cluster, stage, health, state, message, lastEvaluationAtMs, checkedAtMs } = status;
  const { deliveredAtMs, acceptedAtMs, loadedAtMs } = status.steps;
  const isSeen = lastEvaluationAtMs !== null && checkedAtMs !== null;
  return {
    cluster,
    stage,
    health,
    state,
    message,
    lastEvaluationAt: instantOrNull(lastEvaluationAtMs),
    checkedAt: instantOrNull(checkedAtMs),
    steps: {
      desiredAt: instant(rule.updatedAtMs),
      deliveredAt: instantOrNull(deliveredAtMs),
      acceptedAt: instantOrNull(acceptedAtMs),
      loadedAt: instantOrNull(loadedAtMs),
    },
    failingSince: instantOrNull(status.failingSinceMs),
    durationMs: durationOf(status),
    lagMs: isSeen ? Math.max(0, checkedAtMs - lastEvaluationAtMs) : null,
    isLate: isLate(rule, status),
    alerts: countsOf(status),
  };
}

/** Null where one of its levels does not say. */
function durationOf({ evaluation }: RuleStatus): number | null {
  const times = evaluation?.levels.map(({ durationMs }) => durationMs) ?? [];
  const known = times.filter((ms) => ms !== null);
  if (known.length === 0 || known.length < times.length) return null;
  return known.reduce((sum, ms) => sum + ms, 0);
}

function countsOf({ evaluation }: RuleStatus): contract.RuleStatus['alerts'] {
  const all = evaluation?.levels.flatMap(({ alerts }) => alerts ?? []) ?? [];
  if (all.length === 0) return null;
  return {
    pending: all.reduce((sum, { pending }) => sum + pending, 0),
    firing: all.reduce((sum, { firing }) => sum + firing, 0),
  };
}
