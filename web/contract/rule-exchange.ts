import { type Static, Type } from 'typebox';
import { DurationText, Ulid } from './common.ts';
import { RuleLanguage } from './rules.ts';

const closed = { additionalProperties: false } as const;
const Bilingual = Type.Object({ en: Type.String(), zh: Type.String() });
const Name = Type.String({ maxLength: 253 });

export const RuleImportInput = Type.Object(
  {
    text: Type.String({
      minLength: 1,
      maxLength: 300_000,
      description: 'Rule file, PrometheusRule, rules of Loki or Mimir, as YAML or JSON',
    }),
    scope: Type.String({ minLength: 1, maxLength: 200, description: 'Of every rule of the text' }),
    language: Type.Optional(RuleLanguage),
    interval: Type.Optional(DurationText),
    severities: Type.Optional(
      Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 40 }), {
        description: "What severities of other ladders are on the owner's",
      }),
    ),
    defaultSeverity: Type.Optional(
      Type.String({ maxLength: 40, description: 'Of alerts without one; else they are refused' }),
    ),
    channels: Type.Optional(Type.Array(Ulid, { maxItems: 20 })),
    enabled: Type.Optional(Type.Boolean({ description: 'Default true' })),
    apply: Type.Boolean({ description: 'False: nothing is saved, the report says what would be' }),
    leaveOutRefused: Type.Optional(
      Type.Boolean({ description: 'Save the others when some cannot be taken; else none is' }),
    ),
  },
  closed,
);
export type RuleImportInput = Static<typeof RuleImportInput>;

export const RuleImportLine = Type.Object({
  group: Type.String(),
  rule: Type.String(),
  line: Type.Integer({ description: 'Of the text, from 1; 0 for none' }),
  outcome: Type.Union([Type.Literal('taken'), Type.Literal('merged'), Type.Literal('refused')]),
  message: Bilingual,
});
export type RuleImportLine = Static<typeof RuleImportLine>;

export const RuleImportAnswer = Type.Object({
  report: Type.Array(RuleImportLine, { description: 'One for each rule of the text' }),
  notes: Type.Array(Type.Object({ line: Type.Integer(), message: Bilingual }), {
    description: 'What was left out, or could be read in several ways',
  }),
  rules: Type.Integer({ description: 'How many rules they come to' }),
  created: Type.Array(Ulid),
});
export type RuleImportAnswer = Static<typeof RuleImportAnswer>;

export const RuleExportInput = Type.Object(
  {
    format: Type.Union([
      Type.Literal('prometheus'),
      Type.Literal('loki'),
      Type.Literal('mimir'),
      Type.Literal('PrometheusRule'),
      Type.Literal('AlertingRule'),
      Type.Literal('RecordingRule'),
    ]),
    ids: Type.Optional(Type.Array(Ulid, { maxItems: 2_000 })),
    scope: Type.Optional(Type.String({ maxLength: 200 })),
    name: Type.Optional(Name),
    namespace: Type.Optional(Name),
    labels: Type.Optional(Type.Record(Name, Type.String({ maxLength: 63 }))),
    tenantId: Type.Optional(Type.String({ maxLength: 150, description: "Of Loki's operator" })),
  },
  closed,
);
export type RuleExportInput = Static<typeof RuleExportInput>;

export const RuleExportAnswer = Type.Object({
  text: Type.String({ description: 'YAML; empty when no rule fits the format' }),
  rules: Type.Integer(),
  leftOut: Type.Array(Type.Object({ id: Ulid, name: Type.String(), reason: Bilingual })),
  lost: Type.Array(Bilingual, { description: 'What the format has no field for' }),
});
export type RuleExportAnswer = Static<typeof RuleExportAnswer>;
