import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { AlertState, RuleHealth } from './rule-sink.ts';

/** A rule group as Prometheus says it runs it. */
export interface LoadedGroup {
  /** Last part of the path of its rule file. */
  readonly fileName: string;
  readonly name: string;
  readonly intervalMs: number;
  readonly rules: readonly LoadedRule[];
}

export interface LoadedRule {
  readonly alert: string;
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
}

const Texts = Type.Optional(Type.Record(Type.String(), Type.String()));

/** The part of `/api/v1/rules?type=alert` that is read; everything else is let pass. */
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
      alert: rule.name,
      query: rule.query,
      forMs: Math.round((rule.duration ?? 0) * 1_000),
      keepFiringForMs: Math.round((rule.keepFiringFor ?? 0) * 1_000),
      labels: new Map(Object.entries(rule.labels ?? {})),
      annotations: new Map(Object.entries(rule.annotations ?? {})),
      health: rule.health === 'ok' || rule.health === 'err' ? rule.health : 'unknown',
      state: rule.state === 'firing' || rule.state === 'pending' ? rule.state : 'inactive',
      lastError: rule.lastError ? rule.lastError : null,
      lastEvaluationAtMs: instantOf(rule.lastEvaluation ?? ''),
    })),
  }));
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // not JSON: no answer that can be used, as the caller is told
  }
}

/** Go's zero time, year 1, stands for "never". */
function instantOf(text: string): number | null {
  const atMs = Date.parse(text);
  return Number.isFinite(atMs) && atMs > 0 ? atMs : null;
}
