import { type Static, Type } from 'typebox';

const Words = Type.Object({ en: Type.String(), zh: Type.String() });
export type Words = Static<typeof Words>;

const inclusive = { description: 'Inclusive' };

/** One setting of a kind, as a form asks for it. */
export const ChannelKindField = Type.Object({
  name: Type.String({ description: 'Of the member of the body' }),
  type: Type.Union(
    [
      Type.Literal('text'),
      Type.Literal('url'),
      Type.Literal('password'),
      Type.Literal('block'),
      Type.Literal('number'),
      Type.Literal('choice'),
      Type.Literal('tags'),
      Type.Literal('lines'),
      Type.Literal('some'),
      Type.Literal('callers'),
    ],
    {
      description:
        'text, url, password, block (a long text) and choice hold one text, number an integer; tags, lines, some (of the choices) and callers (ids of channels that call people by name) a list',
    },
  ),
  label: Words,
  help: Type.Optional(Words),
  placeholder: Type.Optional(Words),
  secret: Type.Boolean({ description: 'Write-only; left out of a change it stays' }),
  required: Type.Boolean({ description: 'A new channel needs it' }),
  rare: Type.Boolean({ description: 'Few need it' }),
  preview: Type.Boolean({ description: 'A preview depends on it' }),
  previous: Type.Optional(
    Type.String({ description: 'Name of the stored secret that the old one becomes' }),
  ),
  choices: Type.Array(Type.Object({ value: Type.String(), label: Words }), {
    description: 'The first is taken where none was made',
  }),
  minLength: Type.Optional(Type.Integer(inclusive)),
  maxLength: Type.Optional(Type.Integer(inclusive)),
  minItems: Type.Optional(Type.Integer(inclusive)),
  maxItems: Type.Optional(Type.Integer(inclusive)),
  minimum: Type.Optional(Type.Integer(inclusive)),
  maximum: Type.Optional(Type.Integer(inclusive)),
  pattern: Type.Optional(
    Type.String({ description: 'Of the text, or each of the list; a regular expression' }),
  ),
  wrong: Type.Optional(Words),
});
export type ChannelKindField = Static<typeof ChannelKindField>;

/** A kind of channel, with what its form needs. */
export const ChannelKind = Type.Object({
  name: Type.String(),
  title: Words,
  hint: Words,
  icon: Type.String({ description: 'Name of a picture of the interface' }),
  fields: Type.Array(ChannelKindField),
  texts: Type.Boolean({ description: 'Its channels may write title and text of messages' }),
  contacts: Type.Array(Type.Object({ kind: Type.String(), title: Words, example: Type.String() }), {
    description: 'By which contacts it calls people by name; empty: it calls nobody',
  }),
  target: Type.Optional(Words),
});
export type ChannelKind = Static<typeof ChannelKind>;

export const ChannelKinds = Type.Object({
  items: Type.Array(ChannelKind, { description: 'In the order in which they are offered' }),
});
export type ChannelKinds = Static<typeof ChannelKinds>;
