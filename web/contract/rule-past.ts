import { type Static, Type } from 'typebox';
import { Instant } from './common.ts';
import { RuleInput } from './rules.ts';

const closed = { additionalProperties: false } as const;
const count = Type.Integer({ minimum: 0 });
const texts = Type.Record(Type.String(), Type.String());
const maybe = Type.Union([Type.Number(), Type.Null()]);
const Values = Type.Array(maybe, { description: 'One for each column; null: none to be drawn' });

/** What a rule would have done is asked with. */
export const RulePastInput = Type.Object(
  {
    rule: RuleInput,
    start: Instant,
    end: Instant,
    language: Type.Optional(
      Type.Union([Type.Literal('en'), Type.Literal('zh')], {
        description: 'Of the messages shown, where no channel of the rule says it',
      }),
    ),
  },
  closed,
);
export type RulePastInput = Static<typeof RulePastInput>;

/** Instants at a distance: `start`, `start` + `stepMs`, … */
const Grid = Type.Object({ start: Instant, stepMs: Type.Integer(), count });

export const FiredSpan = Type.Object({
  level: Type.Integer({ description: 'Index in the levels of the answer' }),
  activeAt: Type.String({ description: 'Since when its condition held' }),
  firedAt: Instant,
  resolvedAt: Type.Union([Instant, Type.Null()], {
    description: 'Null: at the end it still fires',
  }),
});

export const PastSeries = Type.Object({
  labels: texts,
  fired: count,
  spans: Type.Array(FiredSpan, { description: 'The first of them' }),
  extreme: Type.Union([Type.Number(), Type.Null()], {
    description: 'The value that came nearest to firing',
  }),
  values: Type.Union([Values, Type.Null()], { description: 'Null: too many series to draw it' }),
});
export type PastSeries = Static<typeof PastSeries>;

export const PastLevel = Type.Object({
  severity: Type.String(),
  isNoData: Type.Boolean({ description: 'The alert that there is no data' }),
  fired: count,
  seriesFired: count,
  bands: Type.Array(Type.Object({ from: Instant, to: Instant }), {
    description: 'When any series fired',
  }),
});

/**
 * What should be known about the answer: `coarser_step` (looked at every `stepMs`, more seldom than the
 * rule is evaluated), `cut_off` (nothing behind `until`), `over_limit`, `same_labels`,
 * `value_in_labels`, `template_failed`, `unassigned`, `warning`.
 */
export const PastNotice = Type.Object({
  kind: Type.String(),
  stepMs: Type.Optional(Type.Integer()),
  intervalMs: Type.Optional(Type.Integer()),
  until: Type.Optional(Instant),
  limit: Type.Optional(count),
  count: Type.Optional(count),
  reason: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
});
export type PastNotice = Static<typeof PastNotice>;

export const PastMessage = Type.Object({
  at: Instant,
  severity: Type.String(),
  labels: texts,
  annotations: texts,
  value: Type.Union([Type.Number(), Type.Null()]),
  isReal: Type.Boolean({
    description: 'False: nothing fired, and this is how the last value would look',
  }),
  subject: Type.String(),
  text: Type.String(),
  html: Type.String({ description: 'The page of the mail; every text in it is escaped' }),
  problems: Type.Array(Type.String(), { description: 'Templates that cannot be expanded' }),
});
export type PastMessage = Static<typeof PastMessage>;

export const ClusterPast = Type.Object({
  cluster: Type.String(),
  instants: Grid,
  columns: Grid,
  series: Type.Array(PastSeries, { description: 'Those that fired first, then the nearest to it' }),
  seriesCount: count,
  seriesFired: count,
  levels: Type.Array(PastLevel),
  incidents: count,
  eventCount: count,
  events: Type.Array(
    Type.Object({
      at: Instant,
      kind: Type.String({ description: 'fired, severity_raised, severity_lowered, resolved' }),
      severity: Type.String(),
      labels: texts,
    }),
    { description: 'The first of them' },
  ),
  notifications: Type.Object({
    total: count,
    channels: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), count })),
    purposes: Type.Array(Type.Object({ purpose: Type.String(), count })),
    told: Type.Array(
      Type.Object({
        at: Instant,
        channelId: Type.String(),
        purpose: Type.String(),
        incidents: Type.Integer({ description: 'How many it would have been about' }),
      }),
      { description: 'The first of them, in order' },
    ),
    unsent: Type.Array(Type.Object({ reason: Type.String(), count })),
  }),
  notices: Type.Array(PastNotice),
  messages: Type.Array(PastMessage),
});
export type ClusterPast = Static<typeof ClusterPast>;

/** What a rule would have done, cluster by cluster; begins without any alert. */
export const RulePast = Type.Object({
  clusters: Type.Array(ClusterPast),
  refused: Type.Array(Type.Object({ cluster: Type.String(), reason: Type.String() }), {
    description: 'Clusters on which the rule cannot run, and why',
  }),
  failed: Type.Array(
    Type.Object({ cluster: Type.String(), kind: Type.String(), message: Type.String() }),
    { description: 'Clusters whose past cannot be read, and why' },
  ),
});
export type RulePast = Static<typeof RulePast>;
