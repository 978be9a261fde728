import { type Static, Type } from 'typebox';

/** Bounds on tenants' questions about logs, as configured. */
export const LogLimitsConfig = Type.Object(
  {
    maxQueryLength: Type.Integer({
      default: 32_768,
      minimum: 256,
      maximum: 65_536,
      description: 'Longest LogQL text, in characters',
    }),
    maxLines: Type.Integer({
      default: 5_000,
      minimum: 1,
      maximum: 100_000,
      description:
        "Most lines in one answer; not more than the backend's max_entries_limit_per_query",
    }),
    maxBodyBytes: Type.Integer({
      default: 262_144,
      minimum: 1_024,
      description: 'Largest form in a body, in bytes',
    }),
    maxMergedBytes: Type.Integer({
      default: 33_554_432,
      minimum: 65_536,
      description:
        'Largest answer that is read whole (merged, filtered, one page of an export), in bytes',
    }),
    rememberedQueries: Type.Integer({
      default: 500,
      minimum: 0,
      description: 'Rewritten queries kept per scope and backend',
    }),
    maxPushBytes: Type.Integer({
      default: 4_194_304,
      minimum: 1_024,
      description: 'Largest body of a push as sent, in bytes',
    }),
    maxPushPlainBytes: Type.Integer({
      default: 33_554_432,
      minimum: 1_024,
      description: 'Largest body of a push when decompressed, in bytes',
    }),
    maxTailsPerCaller: Type.Integer({
      default: 20,
      minimum: 1,
      description: 'Live tails that one user or token may have open',
    }),
    maxTails: Type.Integer({
      default: 500,
      minimum: 1,
      description: 'Live tails open in all',
    }),
    maxTailBufferedBytes: Type.Integer({
      default: 1_048_576,
      minimum: 16_384,
      description:
        'Bytes that may wait for a slow reader of a live tail before its backend is paused',
    }),
    maxExportsPerCaller: Type.Integer({
      default: 2,
      minimum: 1,
      description: 'Exports of log lines that one user or token may run at once',
    }),
    maxExports: Type.Integer({
      default: 16,
      minimum: 1,
      description: 'Exports of log lines that run at once in all; half of them for one tenant',
    }),
  },
  { additionalProperties: false, default: {} },
);

export type LogLimits = Readonly<Static<typeof LogLimitsConfig>>;
