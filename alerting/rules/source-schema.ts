import { type Static, Type } from 'typebox';

const Text = Type.String();

const Op = Type.Union([
  Type.Literal('='),
  Type.Literal('!='),
  Type.Literal('=~'),
  Type.Literal('!~'),
]);
const Condition = Type.Object({ label: Text, op: Op, value: Text });

const Template = Type.Object({
  id: Text,
  promql: Text,
  labels: Type.Array(
    Type.Object({
      name: Text,
      group: Type.Union([
        Type.Literal('always'),
        Type.Literal('default'),
        Type.Literal('optional'),
      ]),
      filter: Type.Boolean(),
    }),
  ),
  filters: Type.Array(Condition),
  windowMs: Type.Union([Type.Integer(), Type.Null()]),
});

const Parameters = Type.Object({
  filters: Type.Optional(Type.Array(Condition)),
  groupBy: Type.Optional(Type.Array(Text)),
  windowMs: Type.Optional(Type.Integer()),
});

const Form = Type.Object({
  streams: Type.Array(Condition),
  lines: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('text'), Type.Literal('pattern')]),
      value: Text,
      isNegated: Type.Boolean(),
      ignoresCase: Type.Boolean(),
    }),
  ),
  parser: Type.Union([Type.Literal('none'), Type.Literal('json'), Type.Literal('logfmt')]),
  fields: Type.Array(Condition),
  windowMs: Type.Integer(),
  groupBy: Type.Array(Text),
});

/** What is stored of a rule's source; nothing for `text`. */
export const StoredSource = Type.Union([
  Type.Object({
    kind: Type.Literal('template'),
    template: Template,
    parameters: Parameters,
  }),
  Type.Object({ kind: Type.Literal('log_form'), form: Form }),
]);
export type StoredSource = Static<typeof StoredSource>;
