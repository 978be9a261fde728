import { type Static, Type } from 'typebox';
import { DurationText, Instant, LabelMap, Revision, Ulid } from './common.ts';
import { AlertCounts } from './rule-evaluations.ts';
import { LintFinding } from './rule-lint.ts';

export const OPERATORS = ['>', '>=', '<', '<=', '==', '!='] as const;
export const Operator = Type.Union([
  Type.Literal('>'),
  Type.Literal('>='),
  Type.Literal('<'),
  Type.Literal('<='),
  Type.Literal('=='),
  Type.Literal('!='),
]);

/** How often those who were told are told again while it lasts. */
export const RuleRepeat = Type.Object(
  {
    mode: Type.Union([
      Type.Literal('once'),
      Type.Literal('interval'),
      Type.Literal('doubling'),
      Type.Literal('every_time'),
    ]),
    every: Type.Optional(DurationText),
    max: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  },
  { additionalProperties: false },
);
export type RuleRepeat = Static<typeof RuleRepeat>;

/** What becomes of alerts without data, or with an expression that cannot be evaluated. */
export const AbsenceBehaviour = Type.Union([
  Type.Literal('ignore'),
  Type.Literal('keep'),
  Type.Literal('alert'),
]);
export type AbsenceBehaviour = Static<typeof AbsenceBehaviour>;

/** The units of `queries/templates/units.data.ts`. */
export const ValueUnit = Type.Union(
  [
    Type.Literal('cores'),
    Type.Literal('bytes'),
    Type.Literal('bytes_per_second'),
    Type.Literal('ratio'),
    Type.Literal('count'),
    Type.Literal('yes_no'),
    Type.Literal('per_second'),
    Type.Literal('requests_per_second'),
    Type.Literal('operations_per_second'),
    Type.Literal('seconds'),
    Type.Literal('seconds_per_second'),
    Type.Literal('load'),
    Type.Literal('load_per_core'),
  ],
  { description: 'Of the values of an expression that somebody wrote, for forms and graphs' },
);

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
    channels: Type.Optional(
      Type.Array(Ulid, { maxItems: 20, description: "Who is told instead of the rule's channels" }),
    ),
    repeat: Type.Optional(RuleRepeat),
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

const closed = { additionalProperties: false } as const;

const MatchOperator = Type.Union([
  Type.Literal('='),
  Type.Literal('!='),
  Type.Literal('=~'),
  Type.Literal('!~'),
]);

export const LabelCondition = Type.Object(
  {
    label: Type.String({ maxLength: 200 }),
    op: MatchOperator,
    value: Type.String({ maxLength: 4_096 }),
  },
  closed,
);

/** What people decide about a template; everything has a default there. */
export const TemplateParameters = Type.Object(
  {
    filters: Type.Optional(Type.Array(LabelCondition, { maxItems: 20 })),
    groupBy: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20 })),
    window: Type.Optional(DurationText),
  },
  closed,
);

/** The form of rules on logs: how many such lines there were. */
export const LogForm = Type.Object(
  {
    streams: Type.Array(LabelCondition, { maxItems: 20 }),
    lines: Type.Array(
      Type.Object(
        {
          kind: Type.Union([Type.Literal('text'), Type.Literal('pattern')]),
          value: Type.String({ maxLength: 4_096 }),
          isNegated: Type.Boolean(),
          ignoresCase: Type.Boolean(),
        },
        closed,
      ),
      { maxItems: 20 },
    ),
    parser: Type.Union([Type.Literal('none'), Type.Literal('json'), Type.Literal('logfmt')]),
    fields: Type.Array(LabelCondition, { maxItems: 20 }),
    window: DurationText,
    groupBy: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20 }),
  },
  closed,
);
export type LogForm = Static<typeof LogForm>;

/** What a rule is made from instead of a text; it opens as this form again. */
export const RuleSourceInput = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('template'),
      template: Type.String({ maxLength: 200, description: 'Id, e.g. middlewires.redis.redisUp' }),
      parameters: TemplateParameters,
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('log_form'), form: LogForm }, closed),
]);
export type RuleSourceInput = Static<typeof RuleSourceInput>;

export const RuleInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120 }),
    scope: Type.String({
      minLength: 1,
      maxLength: 200,
      description:
        'Scope the rule covers: tenant, tenant.project, tenant.project.environment, optionally @cluster; or _platform@cluster',
    }),
    source: Type.Optional(RuleSourceInput),
    language: Type.Optional(RuleLanguage),
    expression: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 32_768,
        description:
          'PromQL, or LogQL that gives samples, without threshold; left out where a source is given',
      }),
    ),
    record: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Name of the series that the results become; then there are no levels',
      }),
    ),
    unit: Type.Optional(ValueUnit),
    interval: DurationText,
    levels: Type.Array(RuleLevel, { maxItems: 10 }),
    labels: LabelMap,
    annotations: LabelMap,
    contact: Type.Optional(
      Type.String({ maxLength: 120, description: 'Who looks after the rule' }),
    ),
    runbookUrl: Type.Optional(Type.String({ maxLength: 2_048 })),
    dashboardUrl: Type.Optional(Type.String({ maxLength: 2_048 })),
    noData: Type.Optional(AbsenceBehaviour),
    onError: Type.Optional(AbsenceBehaviour),
    policy: Type.Optional(Ulid),
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
  steps: Type.Object(
    {
      desiredAt: Instant,
      deliveredAt: Type.Union([Instant, Type.Null()]),
      acceptedAt: Type.Union([Instant, Type.Null()]),
      loadedAt: Type.Union([Instant, Type.Null()]),
    },
    {
      description:
        'When this revision was stored, written to the sink, taken by its destination as it is, and listed by the evaluator; null: not yet, or not known',
    },
  ),
  failingSince: Type.Union([Instant, Type.Null()], {
    description: 'Since when it is refused, or its evaluation fails, without a break',
  }),
  durationMs: Type.Union([Type.Number(), Type.Null()], {
    description: 'Of the last evaluation of all levels together',
  }),
  lagMs: Type.Union([Type.Number(), Type.Null()], {
    description: 'From the last evaluation to the last look at it',
  }),
  isLate: Type.Boolean({ description: 'It is not evaluated, or no longer, for too long' }),
  alerts: Type.Union([AlertCounts, Type.Null()], {
    description: 'Series that are pending and that fire, on all levels; null: not known',
  }),
});
export type RuleStatus = Static<typeof RuleStatus>;

export const Rule = Type.Object({
  id: Ulid,
  owner: Type.String(),
  ...RuleInput.properties,
  language: RuleLanguage,
  expression: Type.String({ description: 'What a source came to, too' }),
  templateChange: Type.Union([Type.String(), Type.Null()], {
    description:
      'The expression that its template, which was changed since, would give now; null: the same',
  }),
  systemRule: Type.Optional(
    Type.String({
      description: 'Of a system rule: its id in the catalogue; it is overridden there',
    }),
  ),
  status: Type.Array(RuleStatus),
  lint: Type.Array(LintFinding, { description: 'What is worth a thought, the worst first' }),
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
  updatedBy: Type.String(),
});
export type Rule = Static<typeof Rule>;

/** What a rule would become: asked before saving. */
export const RulePreview = Type.Object({
  expression: Type.String({ description: 'What the source comes to, or the text itself' }),
  clusters: Type.Array(
    Type.Object({
      cluster: Type.String(),
      manifest: Type.String({
        description: 'What is delivered, as YAML: an object of Kubernetes, or a rule file',
      }),
      scopedExpression: Type.String(),
    }),
  ),
  refused: Type.Array(Type.Object({ cluster: Type.String(), reason: Type.String() }), {
    description: 'Clusters on which the rule cannot be delivered, and why',
  }),
  lint: Type.Array(LintFinding, { description: 'What is worth a thought, the worst first' }),
});
export type RulePreview = Static<typeof RulePreview>;

/** One line of a rule's history; `rule` is what it was after the change. */
export const RuleHistoryItem = Type.Object({
  revision: Revision,
  kind: Type.Union([Type.Literal('created'), Type.Literal('updated'), Type.Literal('deleted')]),
  at: Instant,
  author: Type.String(),
  rule: Type.Object({
    ...RuleInput.properties,
    language: RuleLanguage,
    expression: Type.String(),
  }),
});
export type RuleHistoryItem = Static<typeof RuleHistoryItem>;

export const RuleBulkInput = Type.Object(
  {
    ids: Type.Array(Ulid, { minItems: 1, maxItems: 500 }),
    action: Type.Union([
      Type.Literal('enable'),
      Type.Literal('disable'),
      Type.Literal('delete'),
      Type.Literal('add_channel'),
      Type.Literal('remove_channel'),
    ]),
    channel: Type.Optional(Ulid),
  },
  closed,
);
export type RuleBulkInput = Static<typeof RuleBulkInput>;

/** What became of each rule, in the order asked. */
export const RuleBulkAnswer = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Ulid,
      outcome: Type.Union([Type.Literal('done'), Type.Literal('failed')]),
      message: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
export type RuleBulkAnswer = Static<typeof RuleBulkAnswer>;
