import { type Static, Type } from 'typebox';
import { Ulid } from './common.ts';

export const BoardMetrics = Type.Object({
  id: Ulid,
  uid: Type.String(),
  metrics: Type.Array(Type.String(), {
    description: 'Names that its queries read, sorted; not those that a variable or pattern names',
  }),
  asksLogs: Type.Boolean({ description: 'Some of its queries are of logs' }),
});
export type BoardMetrics = Static<typeof BoardMetrics>;
