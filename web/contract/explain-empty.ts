import { type Static, type TProperties, Type } from 'typebox';
import { Instant } from './common.ts';
import { Bilingual, MetricFilters, MetricTime, MetricTimeInput } from './named-metrics.ts';

/** A query as it was asked, without the scope, or a named metric. */
export const ExplainEmptyInput = Type.Object(
  {
    query: Type.Optional(Type.String({ minLength: 1, maxLength: 32_768 })),
    metric: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    filters: Type.Optional(MetricFilters),
    time: Type.Optional(MetricTimeInput),
  },
  { additionalProperties: false, description: 'Either query, or metric and its filters' },
);
export type ExplainEmptyInput = Static<typeof ExplainEmptyInput>;

function reason<const Kind extends string, Fields extends TProperties>(
  kind: Kind,
  description: string,
  fields: Fields,
) {
  return Type.Object({ kind: Type.Literal(kind), text: Bilingual, ...fields }, { description });
}

const Texts = Type.Array(Type.String());
const selector = Type.String({ description: 'PromQL as asked' });

/** Why a query is answered with nothing. */
export const EmptyReason = Type.Union([
  reason('not_empty', 'It has data at this time', {}),
  reason('removed_by_scope', 'It asks for label values outside the scope', {
    selector,
    matcher: Type.String(),
    label: Type.String(),
    allowed: Texts,
  }),
  reason('unknown_metric', 'No metric of that name is known in the scope', {
    selector,
    metric: Type.String(),
    similar: Texts,
  }),
  reason('never_scraped', 'Its exporter is known; nothing of the scope delivered it', {
    selector,
    metric: Type.String(),
    exporter: Type.String(),
    lookBackMs: Type.Number(),
  }),
  reason('stopped', 'There was such data until about this time', {
    selector,
    lastSeenAt: Instant,
  }),
  reason('matcher_matched_nothing', 'The metric has series; this matcher finds none of them', {
    selector,
    matcher: Type.String(),
    label: Type.String(),
    values: Texts,
  }),
  reason('matchers_exclude_each_other', 'Each matcher finds series, all together find none', {
    selector,
  }),
  reason('too_few_samples', 'Fewer than two samples lie in the range', {
    expression: Type.String(),
  }),
  reason('operation_left_nothing', 'The selectors find series, this part leaves none', {
    expression: Type.String(),
    operation: Type.Union([
      Type.Literal('comparison'),
      Type.Literal('join'),
      Type.Literal('set'),
      Type.Literal('function'),
      Type.Literal('aggregation'),
    ]),
  }),
  reason('undetermined', 'It was not found', { message: Type.String() }),
]);
export type EmptyReason = Static<typeof EmptyReason>;

export const EmptyExplanation = Type.Object({
  query: Type.Union([Type.Null(), Type.String({ description: 'What was explained' })]),
  time: MetricTime,
  reasons: Type.Array(EmptyReason, { minItems: 1 }),
  asked: Type.Integer({ description: 'Questions put to the backend' }),
  warnings: Texts,
});
export type EmptyExplanation = Static<typeof EmptyExplanation>;
