import { type Static, Type } from 'typebox';

/** Bounds on tenants' questions, as configured. */
export const QueryLimitsConfig = Type.Object(
  {
    maxQueryLength: Type.Integer({
      default: 32_768,
      minimum: 256,
      maximum: 32_768,
      description: 'Longest PromQL text, in characters',
    }),
    maxBodyBytes: Type.Integer({
      default: 262_144,
      minimum: 1024,
      description: 'Largest body of a question, in bytes, whoever asks',
    }),
    maxMergedBytes: Type.Integer({
      default: 33_554_432,
      minimum: 65_536,
      description: 'Largest answer that is merged from several backends, in bytes',
    }),
    maxNamedMetricBytes: Type.Integer({
      default: 8_388_608,
      minimum: 65_536,
      description: 'Largest answer that one named metric is read from, in bytes',
    }),
    maxWriteBytes: Type.Integer({
      default: 33_554_432,
      minimum: 65_536,
      description: 'Largest remote-write request, in bytes once it is uncompressed',
    }),
    rememberedQueries: Type.Integer({
      default: 500,
      minimum: 0,
      description: 'Rewritten queries kept per scope and backend',
    }),
  },
  { additionalProperties: false, default: {} },
);

export type QueryLimits = Readonly<Static<typeof QueryLimitsConfig>>;
