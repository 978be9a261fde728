import { labelsToObject } from '../../platform/model/labels.ts';
import type { ActiveAlert } from './alert-state.ts';
import type { RunningRule } from './running-rule.ts';
import type { ShownRunner } from './shown-runner.ts';

/** JSON of one alert, as Prometheus shows it. */
export interface ShownAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: string;
  readonly activeAt: string;
  readonly keepFiringSince?: string;
  /** As Go prints a float with an exponent, e.g. `1.5e+00`. */
  readonly value: string;
}

interface ShownEvaluation {
  readonly health: string;
  readonly lastError?: string;
  /** Seconds. */
  readonly evaluationTime: number;
  readonly lastEvaluation: string;
}

export interface ShownAlertingRule extends ShownEvaluation {
  readonly type: 'alerting';
  readonly state: string;
  readonly name: string;
  readonly query: string;
  readonly duration: number;
  readonly keepFiringFor: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly alerts: readonly ShownAlert[];
}

export interface ShownRecordingRule extends ShownEvaluation {
  readonly type: 'recording';
  readonly name: string;
  readonly query: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ShownGroup {
  readonly name: string;
  readonly file: string;
  readonly rules: readonly (ShownAlertingRule | ShownRecordingRule)[];
  readonly interval: number;
  readonly limit: number;
  readonly evaluationTime: number;
  readonly lastEvaluation: string;
}

/** Go's zero time: never. */
const NEVER = '0001-01-01T00:00:00Z';

/** What a Prometheus that ran these groups would say of them, unfiltered. */
export class RulerBook {
  readonly #runners: (cluster: string) => readonly ShownRunner[];

  /** @param runners e.g. `(cluster) => ruler.runners(cluster)` */
  constructor(runners: (cluster: string) => readonly ShownRunner[]) {
    this.#runners = runners;
  }

  /** The `data` of `GET /api/v1/rules`. */
  rules(cluster: string): { readonly groups: readonly ShownGroup[] } {
    return { groups: this.#runners(cluster).map(shownGroup) };
  }

  /** The `data` of `GET /api/v1/alerts`. */
  alerts(cluster: string): { readonly alerts: readonly ShownAlert[] } {
    const rules = this.#runners(cluster).flatMap((runner) => runner.rules);
    return { alerts: rules.flatMap(shownAlerts) };
  }
}

function shownGroup(runner: ShownRunner): ShownGroup {
  const { group, rules, evaluationMs, lastEvaluationAtMs } = runner;
  return {
    name: group.name,
    file: group.file,
    rules: rules.map(shownRule),
    interval: group.intervalMs / 1_000,
    limit: group.limit,
    evaluationTime: evaluationMs / 1_000,
    lastEvaluation: instantText(lastEvaluationAtMs),
  };
}

function shownRule(rule: RunningRule): ShownAlertingRule | ShownRecordingRule {
  const { definition } = rule;
  const query = definition.expr;
  const labels = labelsToObject(definition.labels);
  const evaluation = shownEvaluation(rule);
  if (definition.kind === 'recording') {
    return { type: 'recording', name: definition.record, query, labels, ...evaluation };
  }
  return {
    type: 'alerting',
    state: rule.state,
    name: definition.alert,
    query,
    duration: definition.forMs / 1_000,
    keepFiringFor: definition.keepFiringForMs / 1_000,
    labels,
    annotations: labelsToObject(definition.annotations),
    alerts: shownAlerts(rule),
    ...evaluation,
  };
}

function shownEvaluation(rule: RunningRule): ShownEvaluation {
  const { health, lastError, evaluationMs, lastEvaluationAtMs } = rule;
  return {
    health,
    ...(lastError === null ? {} : { lastError }),
    evaluationTime: evaluationMs / 1_000,
    lastEvaluation: instantText(lastEvaluationAtMs),
  };
}

/** Pending and firing ones. */
function shownAlerts({ active }: RunningRule): readonly ShownAlert[] {
  return [...active.values()].filter(({ state }) => state !== 'inactive').map(shownAlert);
}

function shownAlert(alert: ActiveAlert): ShownAlert {
  const { keepFiringSinceMs } = alert;
  return {
    labels: labelsToObject(alert.labels),
    annotations: labelsToObject(alert.annotations),
    state: alert.state,
    activeAt: instantText(alert.activeAtMs),
    ...(keepFiringSinceMs === null ? {} : { keepFiringSince: instantText(keepFiringSinceMs) }),
    value: exponentText(alert.value),
  };
}

/** RFC 3339 as Go prints it: no zeros at the end of the fraction. */
function instantText(atMs: number | null): string {
  return atMs === null ? NEVER : new Date(atMs).toISOString().replace(/\.?0+Z$/, 'Z');
}

/** `strconv.FormatFloat(value, 'e', -1, 64)`. */
function exponentText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const text = value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return Object.is(value, -0) ? `-${text}` : text;
}
