import { type Static, Type } from 'typebox';
import { Instant, LabelMap } from './common.ts';

const nullable = Type.Union([Type.String(), Type.Null()]);
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const NullableInstant = Type.Union([Instant, Type.Null()]);

/** How many alerts of a rule, or of a level, are there now. */
export const AlertCounts = Type.Object({
  pending: Type.Integer(),
  firing: Type.Integer(),
});

/** An alert that is pending or fires, as its evaluator shows it. */
export const CurrentAlert = Type.Object({
  labels: LabelMap,
  state: Type.Union([Type.Literal('pending'), Type.Literal('firing')]),
  since: NullableInstant,
  value: Type.String({ description: 'A number, NaN, +Inf or -Inf' }),
});
export type CurrentAlert = Static<typeof CurrentAlert>;

export const RuleEvaluation = Type.Object({
  at: Type.Union([Instant, Type.Null()], { description: 'The instant that was asked about' }),
  startedAt: Instant,
  durationMs: NullableNumber,
  results: Type.Union([Type.Integer(), Type.Null()], { description: 'Elements of the result' }),
  samplesRead: Type.Union([Type.Integer(), Type.Null()]),
  error: nullable,
  warnings: Type.Array(Type.String()),
  command: Type.String({ description: 'Asks the same again, with the token in TOCSIN_TOKEN' }),
});
export type RuleEvaluation = Static<typeof RuleEvaluation>;

export const EvaluatedLevel = Type.Object({
  kind: Type.Union([Type.Literal('level'), Type.Literal('no_data'), Type.Literal('recording')]),
  severity: nullable,
  query: Type.String({ description: "With the matchers of the rule's scope" }),
  command: Type.String({ description: 'Asks it, with the token in TOCSIN_TOKEN' }),
  health: Type.Union([Type.Literal('ok'), Type.Literal('err'), Type.Literal('unknown')]),
  lastError: nullable,
  evaluations: Type.Array(RuleEvaluation, { description: 'The last ones, newest first' }),
  alerts: Type.Union([
    Type.Object({
      ...AlertCounts.properties,
      first: Type.Array(CurrentAlert, { description: 'At most 50, firing ones first' }),
    }),
    Type.Null(),
  ]),
});
export type EvaluatedLevel = Static<typeof EvaluatedLevel>;

/** How a rule was evaluated lately, cluster by cluster. */
export const RuleEvaluations = Type.Object({
  clusters: Type.Array(
    Type.Object({
      cluster: Type.String(),
      evaluator: Type.Union([Type.Literal('tocsin'), Type.Literal('cluster')], {
        description: "Our own ruler, or what the cluster's sink delivers to",
      }),
      checkedAt: NullableInstant,
      levels: Type.Array(EvaluatedLevel),
    }),
  ),
});
export type RuleEvaluations = Static<typeof RuleEvaluations>;
