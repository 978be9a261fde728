import { type Static, Type } from 'typebox';
import { DurationText, Instant, Revision } from './common.ts';
import { LabelCondition, Operator } from './rules.ts';

const closed = { additionalProperties: false } as const;

/** In English and Chinese; where one is empty the other stands for both. */
const Text = Type.Object(
  {
    en: Type.String({ maxLength: 500, default: '' }),
    zh: Type.String({ maxLength: 500, default: '' }),
  },
  closed,
);

const TemplateLabel = Type.Object(
  {
    name: Type.String({ maxLength: 200 }),
    group: Type.Union([Type.Literal('always'), Type.Literal('default'), Type.Literal('optional')], {
      default: 'default',
      description: 'Whether rows are grouped by it: always, unless told otherwise, when asked',
    }),
    filter: Type.Boolean({ default: true, description: 'Rows can be narrowed by it' }),
  },
  closed,
);

const TemplateLevel = Type.Object(
  { severity: Type.String({ maxLength: 63 }), threshold: Type.Number() },
  closed,
);

const Bound = Type.Union([Type.Number(), Type.Null()]);

/** A template as tenants write it; its id is `scope.resource.rule`, the scope the resource's. */
export const RuleTemplateInput = Type.Object(
  {
    resource: Type.String({ maxLength: 63, description: 'e.g. redis' }),
    rule: Type.String({ maxLength: 63, description: 'A letter, then letters, digits and _' }),
    title: Text,
    description: Text,
    advice: Text,
    promql: Type.String({
      minLength: 1,
      maxLength: 8_192,
      description: 'PromQL with $by, $window and matchers label=~"$label"',
    }),
    unit: Type.String({ maxLength: 63, description: 'e.g. bytes' }),
    labels: Type.Array(TemplateLabel, { maxItems: 20 }),
    filters: Type.Array(LabelCondition, { maxItems: 20, default: [] }),
    window: Type.Union([DurationText, Type.Null()], { default: null }),
    operator: Operator,
    levels: Type.Array(TemplateLevel, { minItems: 1, maxItems: 10 }),
    for: DurationText,
    range: Type.Optional(Type.Object({ min: Bound, max: Bound }, closed)),
  },
  closed,
);
export type RuleTemplateInput = Static<typeof RuleTemplateInput>;

/** A template as the catalogue lists it. */
export const RuleTemplateSummary = Type.Object({
  id: Type.String({ description: 'scope.resource.rule' }),
  scope: Type.String(),
  scopeTitle: Text,
  resource: Type.String(),
  resourceTitle: Text,
  rule: Type.String(),
  title: Text,
  unit: Type.String(),
  isOwn: Type.Boolean({ description: 'Written by the owner; otherwise built in' }),
  metrics: Type.Array(Type.String(), { description: 'That it reads' }),
  recordedBy: Type.Union([Type.String(), Type.Null()], {
    description: 'Group of system rules that records them; null: none of ours does',
  }),
});
export type RuleTemplateSummary = Static<typeof RuleTemplateSummary>;

/** All of a template, with what it reads. */
export const RuleTemplate = Type.Object({
  ...RuleTemplateSummary.properties,
  description: Text,
  advice: Text,
  promql: Type.String(),
  labels: Type.Array(TemplateLabel),
  filters: Type.Array(LabelCondition),
  window: Type.Union([DurationText, Type.Null()]),
  operator: Operator,
  levels: Type.Array(TemplateLevel),
  for: DurationText,
  range: Type.Object({ min: Bound, max: Bound }),
  exporters: Type.Array(Type.String(), { description: 'Who exposes them' }),
  whyEmpty: Text,
  revision: Type.Union([Revision, Type.Null()], { description: 'Null for built-in ones' }),
  updatedAt: Type.Union([Instant, Type.Null()]),
  updatedBy: Type.Union([Type.String(), Type.Null()]),
});
export type RuleTemplate = Static<typeof RuleTemplate>;
