import { type Static, Type } from 'typebox';
import { DurationText, Instant } from './common.ts';

const closed = { additionalProperties: false } as const;

const Origin = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'A site, e.g. https://portal.example',
});

export const EmbedLinkInput = Type.Object(
  {
    kind: Type.Union([Type.Literal('embed'), Type.Literal('render')], {
      description: 'embed: a page for a frame; render: one picture (SVG or PNG)',
    }),
    scope: Type.String({
      minLength: 1,
      maxLength: 300,
      description: 'What is asked is asked there, whatever the dashboard says',
    }),
    dashboard: Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$', description: 'Its uid' }),
    panel: Type.Optional(Type.Integer({ description: 'Id of a panel; else the whole dashboard' })),
    expiresIn: Type.Optional(DurationText),
    origins: Type.Optional(
      Type.Array(Origin, {
        maxItems: 10,
        description: 'Sites that may frame it; the owner must allow each',
      }),
    ),
    fixed: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^(from|to|theme|language|width|height|var-[A-Za-z0-9_]{1,100})$' }),
        Type.Union([
          Type.String({ maxLength: 1_000 }),
          Type.Array(Type.String({ maxLength: 1_000 }), { maxItems: 40 }),
        ]),
        { description: 'What nobody can choose otherwise: from, to, theme, language, var-…' },
      ),
    ),
  },
  closed,
);
export type EmbedLinkInput = Static<typeof EmbedLinkInput>;

export const EmbedLink = Type.Object({
  url: Type.String({ description: 'Of the page; of a picture without ending: add .svg or .png' }),
  token: Type.String(),
  expiresAt: Instant,
});
export type EmbedLink = Static<typeof EmbedLink>;

export const EmbedRulesInput = Type.Object(
  {
    enabled: Type.Boolean(),
    origins: Type.Array(Origin, { maxItems: 50, description: 'Sites that may frame dashboards' }),
    withdraw: Type.Optional(
      Type.Boolean({ description: 'Every link that was made until now shows nothing any more' }),
    ),
  },
  closed,
);
export type EmbedRulesInput = Static<typeof EmbedRulesInput>;

export const EmbedRules = Type.Object({
  enabled: Type.Boolean(),
  origins: Type.Array(Type.String()),
  withdrawnBefore: Type.Union([Instant, Type.Null()]),
  changedAt: Type.Union([Instant, Type.Null()]),
  changedBy: Type.Union([Type.String(), Type.Null()]),
});
export type EmbedRules = Static<typeof EmbedRules>;
