import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { labelsFromObject } from '../../platform/model/labels.ts';
import { parseJson } from '../../platform/model/parse-json.ts';
import type { GroupRule } from '../rules/manifests/rule-group.ts';
import { currentAlerts } from './current-alerts.ts';
import type { AlertState, CurrentAlert, CurrentAlerts, RuleHealth } from './rule-sink.ts';

const Texts = Type.Optional(Type.Record(Type.String(), Type.String()));

/** A rule group as Prometheus says it runs it. */
export interface LoadedGroup {
  /** Last part of the path of its rule file. */
  readonly fileName: string;
  readonly name: string;
  readonly intervalMs: number;
  readonly rules: readonly LoadedRule[];
}

export interface LoadedRule {
  readonly kind: GroupRule['kind'];
  /** Of the alert, or of the series that it records. */
  readonly name: string;
  /** As Prometheus prints it. */
  readonly query: string;
  readonly forMs: number;
  /** 0 of a Prometheus before 2.42, which does not know it. */
  readonly keepFiringForMs: number;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly health: RuleHealth;
  readonly state: AlertState;
  readonly lastError: string | null;
  /** Null before the first evaluation. */
  readonly lastEvaluationAtMs: number | null;
  /** Of the last evaluation; left out where it is not said. */
  readonly durationMs?: number;
  /** Left out where they are not said. */
  readonly alerts?: CurrentAlerts;
}

const Alert = Type.Object({
  labels: Texts,
  state: Type.String(),
  activeAt: Type.Optional(Type.String()),
  value: Type.Optional(Type.String()),
});

/** The part of `/api/v1/rules` that is read; everything else is let pass. */
const RulesAnswer = Type.Object({
  status: Type.Literal('success'),
  data: Type.Object({
    groups: Type.Array(
      Type.Object({
        name: Type.String(),
        file: Type.String(),
        interval: Type.Number(),
        rules: Type.Array(
          Type.Object({
            type: Type.Optional(Type.String()),
            name: Type.String(),
            query: Type.String(),
            duration: Type.Optional(Type.Number()),
            keepFiringFor: Type.Optional(Type.Number()),
            labels: Texts,
            annotations: Texts,
            health: Type.String(),
            state: Type.Optional(Type.String()),
            lastError: Type.Optional(Type.String()),
            lastEvaluation: Type.Optional(Type.String()),
            evaluationTime: Type.Optional(Type.Number()),
            alerts: Type.Optional(Type.Union([Type.Null(), Type.Array(Alert)])),
          }),
        ),
      }),
    ),
  }),
});

const answer = Compile(RulesAnswer);

/**
 * Reads the body of `/api/v1/rules`.
 * @returns undefined when it is not such an answer.
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/#rules
 */
export function parseLoadedRules(body: string): readonly LoadedGroup[] | undefined {
  const value = parseJson(body);
  if (!answer.Check(value)) return undefined;
  return value.data.groups.map((group) => ({
    fileName: group.file.slice(
      Math.max(group.file.lastIndexOf('/'), group.file.lastIndexOf('\\')) + 1,
    ),
    name: group.name,
    intervalMs: Math.round(group.interval * 1_000),
    rules: group.rules.map((rule) => ({
      kind: rule.type === 'recording' ? 'recording' : 'alerting',
      name: rule.name,
      query: rule.query,
      forMs: Math.round((rule.duration ?? 0) * 1_000),
      keepFiringForMs: Math.round((rule.keepFiringFor ?? 0) * 1_000),
      labels: new Map(Object.entries(rule.labels ?? {})),
      annotations: new Map(Object.entries(rule.annotations ?? {})),
      health: rule.health === 'ok' || rule.health === 'err' ? rule.health : 'unknown',
      state: rule.state === 'firing' || rule.state === 'pending' ? rule.state : 'inactive',
      lastError: rule.lastError ? rule.lastError : null,
      lastEvaluationAtMs: instantOf(rule.lastEvaluation ?? ''),
      ...(rule.evaluationTime === undefined ? {} : { durationMs: rule.evaluationTime * 1_000 }),
      ...(rule.alerts ? { alerts: currentAlerts(rule.alerts.flatMap(alertOf)) } : {}),
    })),
  }));
}

function alertOf(alert: Static<typeof Alert>): readonly CurrentAlert[] {
  const { state, activeAt = '', value = '', labels = {} } = alert;
  if (state !== 'pending' && state !== 'firing') return [];
  return [
    {
      labels: labelsFromObject(labels),
      state,
      activeAtMs: instantOf(activeAt) ?? 0,
      value: goNumber(value),
    },
  ];
}

/** As Go prints a float, e.g. `1e+00`, `+Inf`. */
function goNumber(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text === '' ? Number.NaN : text);
}

/** Go's zero time, year 1, stands for "never". */
function instantOf(text: string): number | null {
  const atMs = Date.parse(text);
  return Number.isFinite(atMs) && atMs > 0 ? atMs : null;
}
