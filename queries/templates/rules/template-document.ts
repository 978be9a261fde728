import { type Static, Type } from 'typebox';
import { DURATION_PATTERN } from '../../../platform/model/duration.ts';
import { UNITS } from '../units.data.ts';
import { RESOURCE_NAMES } from './rule-resources.ts';

const closed = { additionalProperties: false } as const;

/** A union of literals; the type is given by hand, because a mapped list loses it. */
function oneOf<const T extends string>(names: readonly T[]) {
  return Type.Unsafe<T>(Type.Union(names.map((name) => Type.Literal(name))));
}

const LabelName = Type.String({
  pattern: '^[a-zA-Z_][a-zA-Z0-9_]{0,127}$',
  description: 'a label name',
});

/** One language may be left out: then the other stands for both. */
const text = (maxLength: number) =>
  Type.Object(
    {
      en: Type.String({ maxLength, default: '' }),
      zh: Type.String({ maxLength, default: '' }),
    },
    closed,
  );

const Bound = Type.Union([Type.Number(), Type.Null()]);

/** Names of units, e.g. `bytes`. */
export const UNIT_NAMES = Object.keys(UNITS).filter(
  (name): name is keyof typeof UNITS => name in UNITS,
);

/**
 * A template as tenants write it. Its scope is the resource's, its id `scope.resource.rule`.
 * Durations are texts such as `5m`.
 */
export const TemplateDocument = Type.Object(
  {
    resource: oneOf(RESOURCE_NAMES),
    rule: Type.String({
      pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,62}$',
      description: 'a letter, then at most 62 letters, digits and underscores',
    }),
    title: text(100),
    description: text(500),
    advice: text(500),
    promql: Type.String({
      minLength: 1,
      maxLength: 8_192,
      description: 'PromQL with $by, $window and matchers label=~"$label"',
    }),
    unit: oneOf(UNIT_NAMES),
    labels: Type.Array(
      Type.Object(
        {
          name: LabelName,
          group: Type.Union(
            [Type.Literal('always'), Type.Literal('default'), Type.Literal('optional')],
            { default: 'default' },
          ),
          filter: Type.Boolean({ default: true }),
        },
        closed,
      ),
      { maxItems: 20 },
    ),
    filters: Type.Array(
      Type.Object(
        {
          label: LabelName,
          op: Type.Union([
            Type.Literal('='),
            Type.Literal('!='),
            Type.Literal('=~'),
            Type.Literal('!~'),
          ]),
          value: Type.String({ maxLength: 1_024 }),
        },
        closed,
      ),
      { maxItems: 20, default: [] },
    ),
    window: Type.Union([Type.String({ pattern: DURATION_PATTERN, maxLength: 40 }), Type.Null()], {
      default: null,
    }),
    operator: oneOf(['>', '>=', '<', '<=', '==', '!='] as const),
    levels: Type.Array(
      Type.Object({ severity: Type.String({ maxLength: 63 }), threshold: Type.Number() }, closed),
      { minItems: 1, maxItems: 10 },
    ),
    for: Type.String({ pattern: DURATION_PATTERN, maxLength: 40, description: 'e.g. 5m' }),
    range: Type.Optional(Type.Object({ min: Bound, max: Bound }, closed)),
  },
  closed,
);

export type TemplateDocument = Static<typeof TemplateDocument>;
