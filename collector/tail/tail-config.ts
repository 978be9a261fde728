import { type Static, Type } from 'typebox';
import { AUDIT_LABEL } from '../../platform/model/audit-label.ts';

const closed = { additionalProperties: false } as const;
const MAX_SOURCES = 100;

const ABSOLUTE = '^/';

/** Files whose lines are read. */
const TailConfigSource = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$',
      description: 'Names the source; how far its files were read is kept under it',
    }),
    environment: Type.String({
      default: 'default.default.default',
      pattern: '^[-a-z0-9]+\\.[-a-z0-9]+\\.[-a-z0-9]+$',
      description: 'Whose lines they are: tenant.project.environment',
    }),
    paths: Type.Array(Type.String({ pattern: ABSOLUTE }), {
      minItems: 1,
      maxItems: 100,
      description: 'Absolute patterns: * any text, ? one character, ** any folders',
    }),
    exclude: Type.Array(Type.String({ pattern: ABSOLUTE }), {
      default: [],
      maxItems: 100,
      description: 'Patterns of files that are not read, e.g. copies made by copytruncate',
    }),
    job: Type.String({ minLength: 1, description: 'Label job of the lines' }),
    labels: Type.Record(Type.String(), Type.String(), {
      propertyNames: { pattern: `^(?!${AUDIT_LABEL}$)[a-zA-Z_][a-zA-Z0-9_]*$` },
      default: {},
      description: `Further labels of the lines; ${AUDIT_LABEL} is kept for the audit of Kubernetes`,
    }),
    start: Type.Union([Type.Literal('beginning'), Type.Literal('end')], {
      default: 'beginning',
      description: 'Where files are read from that are there at the first start',
    }),
    maxFiles: Type.Integer({
      default: 1_000,
      minimum: 1,
      maximum: 10_000,
      description: 'Most files that are read at once',
    }),
  },
  closed,
);

/** What files are tailed. */
export const TailConfig = Type.Array(TailConfigSource, {
  default: [],
  maxItems: MAX_SOURCES,
  description: 'Files whose lines are stored as log streams',
});

export type TailConfig = Static<typeof TailConfig>;
