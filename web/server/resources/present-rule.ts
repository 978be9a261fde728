import type { Rule, RuleLevel } from '../../../alerting/rules/rule.ts';
import type { RuleContent } from '../../../alerting/rules/rule-draft.ts';
import type { RuleSource } from '../../../alerting/rules/rule-source.ts';
import type { RuleStatus } from '../../../alerting/sinks/rule-status.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
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
    interval: printDurationMs(rule.intervalMs),
    levels: rule.levels.map(presentLevel),
    labels: labelsToObject(rule.labels),
    annotations: labelsToObject(rule.annotations),
    contact: rule.contact,
    runbookUrl: rule.runbookUrl,
    dashboardUrl: rule.dashboardUrl,
    channels: [...rule.channels],
    levelChange: rule.levelChange,
    enabled: rule.enabled,
  };
}

/** @param templateChange see `templateChange` of the alerting room */
export function presentRule(
  rule: Rule,
  statuses: readonly RuleStatus[],
  templateChange: string | null,
): contract.Rule {
  return {
    id: rule.id,
    owner: rule.owner,
    ...presentContent(rule),
    templateChange,
    status: statuses.map(presentStatus),
    revision: rule.revision,
    createdAt: instant(rule.createdAtMs),
    updatedAt: instant(rule.updatedAtMs),
    updatedBy: rule.updatedBy,
  };
}

function presentLevel(level: RuleLevel): contract.RuleLevel {
  const { severity, condition, forMs, checks, keepFiringForMs } = level;
  return {
    severity,
    ...condition,
    ...(checks === null ? { for: printDurationMs(forMs) } : { checks }),
    ...(keepFiringForMs === 0 ? {} : { keepFiringFor: printDurationMs(keepFiringForMs) }),
  };
}

function presentStatus(status: RuleStatus): contract.RuleStatus {
  const { cluster, stage, health, state, message, lastEvaluationAtMs, checkedAtMs } = status;
  return {
    cluster,
    stage,
    health,
    state,
    message,
    lastEvaluationAt: instantOrNull(lastEvaluationAtMs),
    checkedAt: instantOrNull(checkedAtMs),
  };
}
