import { type Static, Type } from 'typebox';
import { Instant, LabelMap, Ulid } from './common.ts';
import { RuleHistoryItem, RuleInput } from './rules.ts';

const closed = { additionalProperties: false } as const;

/** What a change of rules would end, before it is made. */
export const ChangeImpact = Type.Object({
  incidents: Type.Array(
    Type.Object({
      id: Ulid,
      title: Type.String(),
      severity: Type.String(),
      startedAt: Instant,
      labels: LabelMap,
      ruleId: Type.Union([Type.String(), Type.Null()]),
      reason: Type.String({ description: 'Why it would be resolved, e.g. rule_disabled' }),
    }),
    { description: 'Open incidents that would be resolved and that the caller may see' },
  ),
  hidden: Type.Integer({ description: 'How many more there are that the caller may not see' }),
  channels: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String({ description: 'Empty for a channel that is gone' }),
      kind: Type.Union([Type.String(), Type.Null()]),
      incidents: Type.Integer({ description: 'Of how many it got the firing' }),
      silent: Type.Union([Type.String(), Type.Null()], {
        description: 'Why it would not be told of the resolve; null: it would be',
      }),
    }),
    { description: 'Who got a firing of them' },
  ),
});
export type ChangeImpact = Static<typeof ChangeImpact>;

export const RuleImpactInput = Type.Union([
  Type.Object(
    {
      action: Type.Union([Type.Literal('disable'), Type.Literal('delete')]),
      ids: Type.Array(Ulid, { minItems: 1, maxItems: 5_000 }),
    },
    closed,
  ),
  Type.Object({ action: Type.Literal('update'), id: Ulid, rule: RuleInput }, closed),
]);
export type RuleImpactInput = Static<typeof RuleImpactInput>;

export const RuleCopyInput = Type.Object(
  {
    ids: Type.Array(Ulid, { minItems: 1, maxItems: 500 }),
    scope: Type.String({ minLength: 1, maxLength: 200, description: 'Where the copies go' }),
  },
  closed,
);

export const RuleCopyPreview = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Ulid,
      name: Type.String(),
      from: RuleHistoryItem.properties.rule,
      rule: Type.Union([RuleHistoryItem.properties.rule, Type.Null()], {
        description: 'The copy; null where there would be none',
      }),
      message: Type.Union([Type.String(), Type.Null()], { description: 'Why there would be none' }),
      notes: Type.Array(Type.String(), {
        description: 'What may still name where the rule came from, for people to look at',
      }),
    }),
  ),
});
export type RuleCopyPreview = Static<typeof RuleCopyPreview>;

export const RuleCopyAnswer = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Ulid,
      outcome: Type.Union([Type.Literal('done'), Type.Literal('failed')]),
      message: Type.Union([Type.String(), Type.Null()]),
      copy: Type.Union([Ulid, Type.Null()], { description: 'Id of the copy' }),
    }),
  ),
});
export type RuleCopyAnswer = Static<typeof RuleCopyAnswer>;

/** Rules that take their template over as it is now: some, or all of one template. */
export const RuleRerenderInput = Type.Union([
  Type.Object({ ids: Type.Array(Ulid, { minItems: 1, maxItems: 500 }) }, closed),
  Type.Object({ template: Type.String({ minLength: 1, maxLength: 200 }) }, closed),
]);
export type RuleRerenderInput = Static<typeof RuleRerenderInput>;
