import { type Static, Type } from 'typebox';
import { Instant, Revision, Ulid } from './common.ts';

const closed = { additionalProperties: false } as const;

const Conditions = Type.Array(Type.String({ minLength: 1, maxLength: 1_000 }), {
  minItems: 1,
  maxItems: 20,
  description: 'Conditions on labels that must all hold, e.g. severity="critical"',
});

export const InhibitionInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120 }),
    description: Type.String({ maxLength: 1_000 }),
    enabled: Type.Boolean(),
    source: Conditions,
    target: Conditions,
    equal: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      maxItems: 10,
      description: 'Labels that must have the same value in both; one that both lack is equal',
    }),
  },
  closed,
);
export type InhibitionInput = Static<typeof InhibitionInput>;

/** An inhibition rule as answered: while a source fires, messages of targets are kept back. */
export const Inhibition = Type.Object({
  id: Ulid,
  owner: Type.String(),
  ...InhibitionInput.properties,
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
  updatedBy: Type.String(),
});
export type Inhibition = Static<typeof Inhibition>;

/** One line of its history; `rule` is what it was after the change. */
export const InhibitionHistoryItem = Type.Object({
  revision: Revision,
  kind: Type.Union([Type.Literal('created'), Type.Literal('updated'), Type.Literal('deleted')]),
  at: Instant,
  author: Type.String(),
  rule: InhibitionInput,
});
