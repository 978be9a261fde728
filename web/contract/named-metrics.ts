import { type Static, Type } from 'typebox';
import { DurationText, Instant, LabelMap } from './common.ts';

const closed = { additionalProperties: false } as const;

const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()]);

/** What the rows of a named metric are. */
export const MetricLevelName = Type.Union([
  Type.Literal('cluster'),
  Type.Literal('component'),
  Type.Literal('node'),
  Type.Literal('tenant'),
  Type.Literal('project'),
  Type.Literal('namespace'),
  Type.Literal('workload'),
  Type.Literal('pod'),
  Type.Literal('container'),
  Type.Literal('volume'),
  Type.Literal('ingress'),
]);

/** By what answers can be narrowed. */
export const MetricFilterName = Type.Union([
  Type.Literal('instance'),
  Type.Literal('node'),
  Type.Literal('tenant'),
  Type.Literal('project'),
  Type.Literal('namespace'),
  Type.Literal('workload'),
  Type.Literal('workload_kind'),
  Type.Literal('pod'),
  Type.Literal('container'),
  Type.Literal('volume'),
  Type.Literal('storageclass'),
  Type.Literal('ingress'),
  Type.Literal('job'),
]);

export const Bilingual = Type.Object({ en: Type.String(), zh: Type.String() });

export const MetricUnit = Type.Object({
  plain: Type.String({ description: 'For people and exports, e.g. bytes/s' }),
  grafana: Type.String({ description: "Grafana's id of the unit, e.g. binBps" }),
});

export const MetricDescription = Type.Object({
  id: Type.String(),
  level: MetricLevelName,
  component: orNull(
    Type.Union([
      Type.Literal('apiserver'),
      Type.Literal('etcd'),
      Type.Literal('scheduler'),
      Type.Literal('tocsin'),
    ]),
  ),
  title: Bilingual,
  unit: MetricUnit,
  labels: Type.Array(Type.String(), { description: 'What tells its rows apart' }),
  filters: Type.Array(MetricFilterName),
  idle: Type.Union([Type.Literal('zero'), Type.Literal('none')], {
    description: 'zero: what has no series has the value 0',
  }),
  metering: Type.Boolean({ description: 'For billing; never part of "all of the level"' }),
});

export const MetricCatalogueQuery = Type.Object(
  {
    level: Type.Optional(MetricLevelName),
    search: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'Part of the name, or of the title in either language',
      }),
    ),
  },
  closed,
);

export const MetricCatalogue = Type.Object({
  levels: Type.Array(
    Type.Object({
      level: MetricLevelName,
      title: Bilingual,
      labels: Type.Array(Type.String()),
      filters: Type.Array(MetricFilterName),
    }),
  ),
  items: Type.Array(MetricDescription),
});
export type MetricCatalogue = Static<typeof MetricCatalogue>;

const Names = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: 512 }), {
    minItems: 1,
    maxItems: 1_000,
    description: 'Names, taken literally but for *; at most 20 of them with one',
  }),
);

/** Names by which the answer is narrowed; all given must hold. */
export const MetricFilters = Type.Object(
  {
    instance: Names,
    node: Names,
    tenant: Names,
    project: Names,
    namespace: Names,
    workload: Names,
    workload_kind: Names,
    pod: Names,
    container: Names,
    volume: Names,
    storageclass: Names,
    ingress: Names,
    job: Names,
  },
  closed,
);
export type MetricFilters = Static<typeof MetricFilters>;

/** An instant as it is asked for. */
const AskedInstant = Type.String({ maxLength: 64, description: 'RFC 3339' });

export const MetricTimeInput = Type.Union([
  Type.Object(
    { kind: Type.Literal('instant'), at: Type.Optional(AskedInstant) },
    { ...closed, description: 'Without at: now' },
  ),
  Type.Object(
    {
      kind: Type.Literal('range'),
      start: AskedInstant,
      end: AskedInstant,
      step: DurationText,
    },
    closed,
  ),
]);
export type MetricTimeInput = Static<typeof MetricTimeInput>;

export const MetricTime = Type.Union([
  Type.Object({ kind: Type.Literal('instant'), at: Instant }),
  Type.Object({
    kind: Type.Literal('range'),
    start: Instant,
    end: Instant,
    stepMs: Type.Number(),
  }),
]);
export type MetricTime = Static<typeof MetricTime>;

export const NamedMetricsInput = Type.Object(
  {
    level: MetricLevelName,
    metrics: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
        minItems: 1,
        maxItems: 100,
        description: 'Names, * for any characters; without it all of the level but metering',
      }),
    ),
    filters: Type.Optional(MetricFilters),
    resources: Type.Optional(
      Type.Array(LabelMap, {
        minItems: 1,
        maxItems: 1_000,
        description: 'Exact rows, each with all labels of the level',
      }),
    ),
    time: Type.Optional(MetricTimeInput),
    ranking: Type.Optional(
      Type.Object(
        {
          by: Type.String({ maxLength: 100, description: 'A metric that is asked for' }),
          order: Type.Union([Type.Literal('asc'), Type.Literal('desc')], { default: 'desc' }),
        },
        closed,
      ),
    ),
    page: Type.Integer({ minimum: 1, default: 1 }),
    pageSize: Type.Integer({ minimum: 1, maximum: 500, default: 20 }),
    withDetails: Type.Boolean({
      default: false,
      description: 'Also what else is known of the rows, such as the node of a pod',
    }),
  },
  closed,
);
export type NamedMetricsInput = Static<typeof NamedMetricsInput>;

/** Some numbers have no JSON. */
export const MetricValue = Type.Union([
  Type.Number(),
  Type.Literal('NaN'),
  Type.Literal('+Inf'),
  Type.Literal('-Inf'),
]);
export type MetricValue = Static<typeof MetricValue>;

export const MetricCell = Type.Union([
  Type.Null(),
  Type.Object({
    idle: Type.Boolean({ description: 'A zero that no series gave' }),
    value: MetricValue,
  }),
  Type.Object({
    idle: Type.Boolean(),
    atMs: Type.Array(Type.Number(), { description: 'Unix milliseconds, in order' }),
    values: Type.Array(MetricValue, { description: 'One for each of atMs' }),
  }),
]);
export type MetricCell = Static<typeof MetricCell>;

const Failure = orNull(
  Type.Object({
    kind: Type.String({ description: 'As in errors of the API' }),
    message: Type.String(),
  }),
);

export const MetricColumn = Type.Object({
  id: Type.String(),
  title: orNull(Bilingual),
  unit: orNull(MetricUnit),
  promql: orNull(Type.String({ description: 'What the name stands for' })),
  sent: orNull(
    Type.String({
      description: 'The same with the scope in it, as it was answered; null: longer than 16 KiB',
    }),
  ),
  error: Failure,
  warnings: Type.Array(Type.String(), { description: 'What of the scope was left out, and why' }),
  cells: Type.Array(MetricCell, { description: 'One for each row; null: nothing' }),
});

/** A table: rows are resources, columns are metrics. */
export const NamedMetricsResult = Type.Object({
  time: MetricTime,
  totalRows: Type.Integer({ description: 'On all pages' }),
  page: Type.Integer(),
  pageSize: Type.Integer(),
  rows: Type.Array(Type.Object({ labels: LabelMap, details: LabelMap })),
  metrics: Type.Array(MetricColumn),
  detailsError: Failure,
});
export type NamedMetricsResult = Static<typeof NamedMetricsResult>;
