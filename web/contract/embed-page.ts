import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;

/** What a reader of an embedded dashboard chose. Fixed values of the link stand above it. */
export const EmbedChoice = Type.Object(
  {
    /** The service's own clock, as `/view` answered it; null: now. */
    nowMs: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    /** `now-6h`, ISO 8601 or milliseconds; null: as the dashboard opens. */
    from: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
    to: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
    /** IANA. */
    timeZone: Type.String({ minLength: 1, maxLength: 60 }),
    /** By name without `var-`. */
    chosen: Type.Record(
      Type.String({ pattern: '^[A-Za-z0-9_]{1,100}$' }),
      Type.Array(Type.String({ maxLength: 2_000 }), { maxItems: 500 }),
    ),
  },
  closed,
);
export type EmbedChoice = Static<typeof EmbedChoice>;

/** Of a list of alerts: what it lists. */
export const EmbedList = Type.Object(
  { choice: EmbedChoice, panel: Type.String({ minLength: 1, maxLength: 4_000 }) },
  closed,
);
export type EmbedList = Static<typeof EmbedList>;

/** A question of a panel, as the page planned it. */
export const EmbedAsk = Type.Object(
  {
    choice: EmbedChoice,
    panel: Type.String({ minLength: 1, maxLength: 4_000 }),
    refId: Type.String({ maxLength: 100 }),
    widthPx: Type.Integer({ minimum: 1, maximum: 10_000 }),
    language: Type.Union([Type.Literal('promql'), Type.Literal('logql')]),
    path: Type.Union([Type.Literal('query'), Type.Literal('query_range')]),
    parameters: Type.Array(Type.Tuple([Type.String(), Type.String()]), { maxItems: 10 }),
  },
  closed,
);
export type EmbedAsk = Static<typeof EmbedAsk>;
