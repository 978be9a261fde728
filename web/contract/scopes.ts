import { type Static, Type } from 'typebox';
import { DurationText, Instant } from './common.ts';

const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()]);

/** What a scope may be called in a path: also `@cluster`, and `_platform`. */
export const ScopeName = Type.String({
  minLength: 1,
  maxLength: 300,
  description:
    'tenant, tenant.project or tenant.project.environment, optionally @cluster; _platform',
});

export const QueryLanguage = Type.Union([Type.Literal('promql'), Type.Literal('logql')]);

export const ExplainInput = Type.Object(
  {
    language: QueryLanguage,
    query: Type.String({ minLength: 1, maxLength: 131_072 }),
    start: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'RFC 3339; with it the query is one over a range',
      }),
    ),
    end: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'RFC 3339; without start the instant asked for; default now',
      }),
    ),
    step: Type.Optional(DurationText),
  },
  { additionalProperties: false },
);
export type ExplainInput = Static<typeof ExplainInput>;

/** UTF-16 offsets, `end` exclusive; line and column from 1, the column as the backend counts. */
export const TextPosition = Type.Object({
  line: Type.Integer(),
  column: Type.Integer(),
  start: Type.Integer(),
  end: Type.Integer(),
});

export const ExplainedRefusal = Type.Object({
  reason: Type.String({
    description:
      'parse, past, no_backend, not_expressible, several_backends, bare_info, contradiction, label_growth, empty_scope, scope_too_large, scoped_too_long, unsafe_result',
  }),
  message: Type.String(),
  position: orNull(TextPosition),
});

export const ExplainedMatcher = Type.Object({
  label: Type.String(),
  operator: Type.Union([Type.Literal('='), Type.Literal('=~')]),
  from: Type.Union(
    [
      Type.Literal('namespace'),
      Type.Literal('tenant'),
      Type.Literal('cluster'),
      Type.Literal('audit'),
      Type.Literal('other'),
    ],
    {
      description:
        "Which of the cluster's settings names the label; audit: it must not be there, since audit:read is not held on all of the scope",
    },
  ),
  values: Type.Array(
    Type.Object({
      value: Type.String(),
      environments: Type.Array(Type.String(), {
        description: 'What it stands for: tenant.project.environment, the first 100',
      }),
    }),
  ),
});

export const ExplainedSelector = Type.Object({
  text: Type.String(),
  position: TextPosition,
  isExempt: Type.Boolean({ description: 'A metric that all tenants share carries no matchers' }),
  contradiction: orNull(
    Type.String({ description: 'Why it can match nothing together with the scope' }),
  ),
});

export const ExplainedPart = Type.Object({
  clusters: Type.Array(Type.String()),
  query: orNull(Type.String({ description: 'As it is sent; null when refused' })),
  matchers: Type.Array(ExplainedMatcher),
  header: orNull(Type.Object({ name: Type.String(), value: Type.String() })),
  filters: Type.Array(Type.String()),
  selectors: Type.Array(ExplainedSelector),
  refusal: orNull(ExplainedRefusal),
});

/** What a query becomes for a scope, backend by backend, and why. */
export const ScopeExplanation = Type.Object({
  scope: Type.String(),
  language: QueryLanguage,
  query: Type.String(),
  refusal: orNull(ExplainedRefusal),
  parts: Type.Array(ExplainedPart),
  leftOut: Type.Array(
    Type.Object({
      environment: Type.String(),
      cluster: Type.String(),
      namespace: Type.String(),
      readableFrom: Instant,
      message: Type.String(),
    }),
    { description: 'Environments whose past, which is not their own, the query would read' },
  ),
});
export type ScopeExplanation = Static<typeof ScopeExplanation>;
