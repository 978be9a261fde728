import type { EvaluatedLevel, RuleEvaluations } from '../../contract/rule-evaluations.ts';
import type { Rule, RuleStatus } from '../../contract/rules.ts';

/** A rule on `eu-1` of which nothing is known yet. */
export function plainStatus(desiredAt: string): RuleStatus {
  return {
    cluster: 'eu-1',
    stage: 'accepted',
    health: 'unknown',
    state: 'inactive',
    message: null,
    lastEvaluationAt: null,
    checkedAt: null,
    steps: { desiredAt, deliveredAt: null, acceptedAt: null, loadedAt: null },
    failingSince: null,
    durationMs: null,
    lagMs: null,
    isLate: false,
    alerts: null,
  };
}

/** One that is evaluated. */
export function evaluatedStatus(nowMs: number, desiredAt: string): RuleStatus {
  const seen = new Date(Date.parse(desiredAt) + 2_000).toISOString();
  return {
    ...plainStatus(desiredAt),
    stage: 'evaluated',
    health: 'ok',
    lastEvaluationAt: new Date(nowMs - 12_000).toISOString(),
    checkedAt: new Date(nowMs - 3_000).toISOString(),
    steps: { desiredAt, deliveredAt: seen, acceptedAt: seen, loadedAt: seen },
    durationMs: 3.2,
    lagMs: 9_000,
    alerts: { pending: 0, firing: 0 },
  };
}

/** Three evaluations of each level of an evaluated rule. */
export function evaluationsOf(rule: Rule, nowMs: number): RuleEvaluations {
  return {
    clusters: rule.status.map(({ cluster, stage, health, message, checkedAt, state }) => ({
      cluster,
      evaluator: 'tocsin',
      checkedAt,
      levels: rule.levels.map(({ severity, operator, threshold }): EvaluatedLevel => {
        const query = `(${rule.expression}) ${operator} ${threshold}`;
        const command = `curl -sSG 'https://tocsin.example/scopes/${rule.scope}/prometheus/api/v1/query' -H "Authorization: Bearer $TOCSIN_TOKEN" --data-urlencode 'query=${query}'`;
        const error = health === 'err' ? message : null;
        const times = stage === 'evaluated' || health === 'err' ? [12, 42, 72] : [];
        return {
          kind: 'level',
          severity,
          query,
          command,
          health,
          lastError: error,
          evaluations: times.map((seconds) => {
            const at = new Date(nowMs - seconds * 1_000).toISOString();
            const counts = { durationMs: 3.2, results: 0, samplesRead: 120 };
            return { at, startedAt: at, ...counts, error, warnings: [], command };
          }),
          alerts: { ...(state === 'firing' ? FIRING : NONE) },
        };
      }),
    })),
  };
}

const NONE = { pending: 0, firing: 0, first: [] };
const FIRING = {
  pending: 0,
  firing: 1,
  first: [{ labels: { job: 'checkout' }, state: 'firing' as const, since: null, value: '0.71' }],
};
