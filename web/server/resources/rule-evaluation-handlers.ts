import type { Rule } from '../../../alerting/rules/rule.ts';
import { mayOnAll } from '../../../alerting/rules/rule-access.ts';
import type { RuleService } from '../../../alerting/rules/rule-service.ts';
import type {
  ClusterEvaluations,
  EvaluatedLevel,
} from '../../../alerting/sinks/rule-evaluations.ts';
import type { CurrentAlerts } from '../../../alerting/sinks/rule-sink.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type * as contract from '../../contract/rule-evaluations.ts';
import type { Handlers } from '../register-api.ts';
import { instant, instantOrNull } from './present.ts';

export interface RuleEvaluationUseCases {
  readonly rules: Pick<RuleService, 'get'>;
  readonly evaluationsOf: (rule: Rule) => readonly ClusterEvaluations[];
  readonly directory: () => Directory;
}

/** How rules were evaluated lately, over HTTP. Alerts are shown to those who may read incidents. */
export function ruleEvaluationHandlers(
  use: RuleEvaluationUseCases,
): Pick<Handlers, 'rules.evaluations'> {
  return {
    'rules.evaluations': ({ params }, context) => {
      const { principal } = context.caller();
      const rule = use.rules.get(principal, params.owner, params.id);
      const seesAlerts = mayOnAll(use.directory(), principal, rule.scope, 'incidents:read');
      const clusters = use
        .evaluationsOf(rule)
        .map(({ cluster, evaluator, checkedAtMs, levels }) => ({
          cluster,
          evaluator,
          checkedAt: instantOrNull(checkedAtMs),
          levels: levels.map((level) => presentLevel(level, seesAlerts)),
        }));
      return Promise.resolve({ clusters });
    },
  };
}

function presentLevel(level: EvaluatedLevel, seesAlerts: boolean): contract.EvaluatedLevel {
  const { kind, severity, query, command, health, lastError, evaluations, alerts } = level;
  return {
    kind,
    severity,
    query,
    command,
    health,
    lastError,
    evaluations: evaluations.map((one) => ({
      at: instant(one.atMs),
      startedAt: instant(one.startedAtMs),
      durationMs: one.durationMs,
      results: one.results,
      samplesRead: one.samplesRead,
      error: one.error,
      warnings: [...one.warnings],
      command: one.command,
    })),
    alerts: alerts === null || !seesAlerts ? null : presentAlerts(alerts),
  };
}

function presentAlerts({
  pending,
  firing,
  first,
}: CurrentAlerts): contract.EvaluatedLevel['alerts'] {
  return {
    pending,
    firing,
    first: first.map(({ labels, state, activeAtMs, value }) => ({
      labels: labelsToObject(labels),
      state,
      since: activeAtMs > 0 ? instant(activeAtMs) : null,
      value: numberText(value),
    })),
  };
}

/** JSON has no numbers beyond. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}
