import { type Static, Type } from 'typebox';
import { DurationText, Instant, Ulid } from './common.ts';
import { LevelChangePolicy, Operator, RuleLanguage, RuleStatus } from './rules.ts';

const closed = { additionalProperties: false } as const;
const Text = Type.Object({ en: Type.String(), zh: Type.String() }, closed);
const Bound = Type.Union([Type.Number(), Type.Null()]);
const Channels = Type.Array(Ulid, { maxItems: 20 });

/** Of what was never set it is 0, for If-Match too. */
const SettingRevision = Type.Integer({ minimum: 0, description: 'Also the ETag; 0: never set' });

const SystemLevel = Type.Object(
  {
    severity: Type.String({ minLength: 1, maxLength: 40 }),
    threshold: Type.Number({ description: 'In the unit of the rule' }),
    for: DurationText,
  },
  closed,
);
export type SystemLevel = Static<typeof SystemLevel>;

/** What an owner has otherwise; null, or left out: as in the catalogue. */
export const SystemRuleOverrideInput = Type.Object(
  {
    enabled: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
    levels: Type.Optional(
      Type.Union([Type.Array(SystemLevel, { minItems: 1, maxItems: 10 }), Type.Null()]),
    ),
    keepFiringFor: Type.Optional(Type.Union([DurationText, Type.Null()])),
    interval: Type.Optional(Type.Union([DurationText, Type.Null()])),
    channels: Type.Optional(Type.Union([Channels, Type.Null()])),
    levelChange: Type.Optional(Type.Union([LevelChangePolicy, Type.Null()])),
  },
  closed,
);
export type SystemRuleOverrideInput = Static<typeof SystemRuleOverrideInput>;

const SystemRuleOverride = Type.Object({
  enabled: Type.Union([Type.Boolean(), Type.Null()]),
  levels: Type.Union([Type.Array(SystemLevel), Type.Null()]),
  keepFiringFor: Type.Union([DurationText, Type.Null()]),
  interval: Type.Union([DurationText, Type.Null()]),
  channels: Type.Union([Type.Array(Ulid), Type.Null()]),
  levelChange: Type.Union([LevelChangePolicy, Type.Null()]),
  version: Type.Integer({ description: 'Version of the rule that it was made for' }),
});

/** What an upgrade changed of a rule that is overridden. */
const SystemRuleChange = Type.Object({
  what: Type.Union([
    Type.Literal('expression'),
    Type.Literal('levels'),
    Type.Literal('keepFiringFor'),
  ]),
  before: Type.String(),
  after: Type.String(),
});

export const SystemRule = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  group: Type.String(),
  kubegems: Type.Array(Type.String(), { description: 'Rules of KubeGems that it stands for' }),
  title: Text,
  description: Text,
  runbook: Text,
  language: RuleLanguage,
  expression: Type.String({ description: 'Without threshold and without the enforced scope' }),
  record: Type.Union([Type.String(), Type.Null()], {
    description: 'The series that it records; then it has no levels and alerts nobody',
  }),
  metrics: Type.Array(Type.String(), { description: 'That it reads' }),
  exporters: Type.Array(Type.String(), { description: 'Who exposes them' }),
  unit: Type.String(),
  unitText: Type.String({ description: 'The unit for people, e.g. ratio 0-1' }),
  range: Type.Object({ min: Bound, max: Bound }),
  operator: Operator,
  ruleId: Ulid,
  enabled: Type.Boolean({ description: 'On for this owner: its group is, and so is the rule' }),
  isOnByDefault: Type.Boolean({
    description: 'On where its group is on and nothing is overridden',
  }),
  isGroupOn: Type.Boolean(),
  levels: Type.Array(SystemLevel, { description: 'As they are in force' }),
  thresholds: Type.Array(Type.String(), { description: 'Of the levels, for people: 80 %' }),
  keepFiringFor: DurationText,
  interval: DurationText,
  channels: Type.Array(Ulid),
  levelChange: LevelChangePolicy,
  defaults: Type.Object({
    levels: Type.Array(SystemLevel),
    thresholds: Type.Array(Type.String()),
    keepFiringFor: DurationText,
    interval: DurationText,
  }),
  override: Type.Union([SystemRuleOverride, Type.Null()]),
  changes: Type.Array(SystemRuleChange, { description: 'Since the override was made' }),
  status: Type.Array(RuleStatus),
  revision: SettingRevision,
  updatedAt: Type.Union([Instant, Type.Null()]),
  updatedBy: Type.Union([Type.String(), Type.Null()]),
});
export type SystemRule = Static<typeof SystemRule>;

export const SystemRuleGroupInput = Type.Object(
  { enabled: Type.Boolean(), channels: Channels },
  closed,
);

export const SystemRuleGroup = Type.Object({
  group: Type.String(),
  title: Text,
  enabled: Type.Boolean(),
  channels: Type.Array(Ulid, { description: 'Of rules that name no others' }),
  revision: SettingRevision,
  updatedAt: Type.Union([Instant, Type.Null()]),
  updatedBy: Type.Union([Type.String(), Type.Null()]),
});
export type SystemRuleGroup = Static<typeof SystemRuleGroup>;

export const SystemRuleList = Type.Object({
  groups: Type.Array(SystemRuleGroup),
  items: Type.Array(SystemRule),
});
export type SystemRuleList = Static<typeof SystemRuleList>;

/** One change of a setting: of an override, or of a group; null: it was taken back. */
export const SystemRuleHistory = Type.Object({
  items: Type.Array(
    Type.Object({
      revision: Type.Integer({ minimum: 1 }),
      at: Instant,
      author: Type.String(),
      override: Type.Union([SystemRuleOverride, Type.Null()]),
      group: Type.Union([SystemRuleGroupInput, Type.Null()]),
    }),
  ),
});
export type SystemRuleHistory = Static<typeof SystemRuleHistory>;
