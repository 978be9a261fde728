import { type Static, Type } from 'typebox';

/** In Prometheus's words. */
export const RELABEL_ACTIONS = [
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
] as const;
export type RelabelAction = (typeof RELABEL_ACTIONS)[number];

const labelName = Type.String({ minLength: 1, maxLength: 1_024 });

/**
 * One relabelling step, with Prometheus's meaning and defaults
 * (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config).
 */
export const RelabelRule = Type.Object(
  {
    action: Type.Unsafe<RelabelAction>(
      Type.Union(
        RELABEL_ACTIONS.map((action) => Type.Literal(action)),
        { default: 'replace', description: RELABEL_ACTIONS.join(', ') },
      ),
    ),
    sourceLabels: Type.Optional(
      Type.Array(labelName, { maxItems: 64, description: 'Labels whose values are joined' }),
    ),
    separator: Type.Optional(
      Type.String({ maxLength: 64, description: 'Between the values; a semicolon if not given' }),
    ),
    regex: Type.Optional(
      Type.String({ maxLength: 2_048, description: 'RE2, anchored; (.*) if not given' }),
    ),
    modulus: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2 ** 32, description: 'For hashmod' }),
    ),
    targetLabel: Type.Optional(
      Type.String({ maxLength: 1_024, description: 'The label that is written' }),
    ),
    replacement: Type.Optional(
      Type.String({ maxLength: 4_096, description: 'With groups as $1; $1 if not given' }),
    ),
  },
  { additionalProperties: false },
);
export type RelabelRule = Readonly<Omit<Static<typeof RelabelRule>, 'sourceLabels'>> & {
  readonly sourceLabels?: readonly string[];
};
