import { type Static, Type } from 'typebox';
import { DurationText, Instant, LabelMap, Revision, Ulid } from './common.ts';

export const OPERATORS = ['>', '>=', '<', '<=', '==', '!='] as const;
export const Operator = Type.Union([
  Type.Literal('>'),
  Type.Literal('>='),
  Type.Literal('<'),
  Type.Literal('<='),
  Type.Literal('=='),
  Type.Literal('!='),
]);

/** One rung of a rule. Levels are ordered from the most to the least severe. */
export const RuleLevel = Type.Object(
  {
    severity: Type.String({
      minLength: 1,
      maxLength: 40,
      description: "A rung of the owner's ladder",
    }),
    operator: Type.Optional(Operator),
    threshold: Type.Optional(
      Type.Number({
        description:
          'Left out, with the operator, where the expression compares by itself; then it is the only level',
      }),
    ),
    for: Type.Optional(DurationText),
    checks: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000,
        description: 'Instead of "for": the condition holds at so many evaluations in a row',
      }),
    ),
    keepFiringFor: Type.Optional(DurationText),
  },
  { additionalProperties: false },
);
export type RuleLevel = Static<typeof RuleLevel>;

/** Which changes of severity of an open incident are notified. */
export const LevelChangePolicy = Type.Union([
  Type.Literal('raised'),
  Type.Literal('any'),
  Type.Literal('none'),
]);

export const RuleLanguage = Type.Union([Type.Literal('promql'), Type.Literal('logql')], {
  description: 'PromQL on metrics (the default), or LogQL on logs',
});

export type RuleLanguage = Static<typeof RuleLanguage>;

export const RuleInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120 }),
    scope: Type.String({
      minLength: 1,
      maxLength: 200,
      description:
        'Scope the rule covers: tenant, tenant.project, tenant.project.environment, optionally @cluster; or _platform@cluster',
    }),
    language: Type.Optional(RuleLanguage),
    expression: Type.String({
      minLength: 1,
      maxLength: 32_768,
      description: 'PromQL, or LogQL that gives samples, without threshold',
    }),
    interval: DurationText,
    levels: Type.Array(RuleLevel, { minItems: 1, maxItems: 10 }),
    labels: LabelMap,
    annotations: LabelMap,
    contact: Type.Optional(
      Type.String({ maxLength: 120, description: 'Who looks after the rule' }),
    ),
    runbookUrl: Type.Optional(Type.String({ maxLength: 2_048 })),
    dashboardUrl: Type.Optional(Type.String({ maxLength: 2_048 })),
    channels: Type.Array(Ulid, { maxItems: 20 }),
    levelChange: LevelChangePolicy,
    enabled: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type RuleInput = Static<typeof RuleInput>;

/**
 * How a rule is doing on one cluster, from `accepted` to `evaluated`:
 * accepted (stored) -> delivered (written to the sink) -> loaded (the evaluator lists it) ->
 * evaluated (first evaluation seen); `disabled`; `failed` says why in `message`.
 */
export const RuleStatus = Type.Object({
  cluster: Type.String(),
  stage: Type.Union([
    Type.Literal('accepted'),
    Type.Literal('delivered'),
    Type.Literal('loaded'),
    Type.Literal('evaluated'),
    Type.Literal('disabled'),
    Type.Literal('failed'),
  ]),
  health: Type.Union([Type.Literal('ok'), Type.Literal('err'), Type.Literal('unknown')]),
  state: Type.Union([Type.Literal('inactive'), Type.Literal('pending'), Type.Literal('firing')]),
  message: Type.Union([Type.String(), Type.Null()]),
  lastEvaluationAt: Type.Union([Instant, Type.Null()]),
  checkedAt: Type.Union([Instant, Type.Null()]),
});
export type RuleStatus = Static<typeof RuleStatus>;

export const Rule = Type.Object({
  id: Ulid,
  owner: Type.String(),
  ...RuleInput.properties,
  status: Type.Array(RuleStatus),
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
  updatedBy: Type.String(),
});
export type Rule = Static<typeof Rule>;

/** What a rule would become: asked before saving. */
export const RulePreview = Type.Object({
  clusters: Type.Array(
    Type.Object({
      cluster: Type.String(),
      manifest: Type.String({ description: 'The Prometheus rule file as YAML' }),
      scopedExpression: Type.String(),
    }),
  ),
  refused: Type.Array(Type.Object({ cluster: Type.String(), reason: Type.String() }), {
    description: 'Clusters on which the rule cannot be delivered, and why',
  }),
});
export type RulePreview = Static<typeof RulePreview>;
