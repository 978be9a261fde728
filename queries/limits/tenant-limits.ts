import { type Static, Type } from 'typebox';
import { AppError } from '../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';

const DURATION = '^(0|(?:\\d+[ywdhms]|\\d+ms)+)$';

/**
 * What a tenant may ask, field by field; 0 means "no bound" where it says so. What differs for one
 * tenant has no defaults: they would hide the general values.
 */
function fields(isGeneral: boolean) {
  const otherwise = <T>(value: T) => (isGeneral ? { default: value } : {});
  return {
    maxConcurrent: Type.Integer({
      ...otherwise(16),
      minimum: 1,
      description: 'Questions that one tenant puts to backends at the same time',
    }),
    maxQueued: Type.Integer({
      ...otherwise(1_000),
      minimum: 0,
      description: 'Questions of one tenant that may wait for their turn',
    }),
    maxWait: duration(otherwise('30s'), 'Longest time that a question waits for its turn'),
    perSecond: Type.Number({
      ...otherwise(200),
      minimum: 0,
      description: 'Questions of one tenant per second, in the long run; 0: no bound',
    }),
    burst: Type.Integer({
      ...otherwise(1_000),
      minimum: 1,
      description: 'Questions of one tenant at once, after a quiet time',
    }),
    maxTails: Type.Integer({
      ...otherwise(100),
      minimum: 0,
      description: 'Live tails of logs that one tenant may have open',
    }),
    maxRange: duration(otherwise('400d'), 'Longest time between start and end; 0: no bound'),
    maxPoints: Type.Integer({
      ...otherwise(11_000),
      minimum: 1,
      description: 'Points per series of a range query',
    }),
    maxLookback: duration(
      otherwise('0'),
      'How far before now a question may read, with its offsets and ranges; 0: no bound',
    ),
    maxBodyBytes: Type.Integer({
      ...otherwise(262_144),
      minimum: 1_024,
      description: 'Largest body of a question, in bytes',
    }),
    maxResponseBytes: Type.Integer({
      ...otherwise(268_435_456),
      minimum: 65_536,
      description: 'Largest answer, in bytes; beyond it the connection is cut',
    }),
    timeout: duration(otherwise('60s'), 'Longest time that a backend is given for an answer'),
  };
}

function duration(fallback: { readonly default?: string }, description: string) {
  return Type.String({
    ...fallback,
    pattern: DURATION,
    description: `${description} (duration, e.g. 30s)`,
  });
}

/** Bounds on what tenants ask, as configured: for all, and where one differs. */
export const TenantLimitsConfig = Type.Object(
  {
    maxConcurrent: Type.Integer({
      default: 64,
      minimum: 1,
      description: 'Questions to backends at the same time, of all tenants together',
    }),
    default: Type.Object(fields(true), { additionalProperties: false, default: {} }),
    tenants: Type.Array(
      Type.Object(
        {
          tenant: Type.String({ minLength: 1, description: 'Name of a tenant, or _platform' }),
          ...Type.Partial(Type.Object(fields(false))).properties,
        },
        { additionalProperties: false },
      ),
      { default: [], description: 'What differs for single tenants' },
    ),
  },
  { additionalProperties: false, default: {} },
);

/** What one tenant may ask. */
export interface TenantLimits {
  readonly maxConcurrent: number;
  readonly maxQueued: number;
  readonly maxWaitMs: number;
  readonly perSecond: number;
  readonly burst: number;
  readonly maxTails: number;
  readonly maxRangeMs: number;
  readonly maxPoints: number;
  readonly maxLookbackMs: number;
  readonly maxBodyBytes: number;
  readonly maxResponseBytes: number;
  readonly timeoutMs: number;
}

/** The limits of every tenant; a tenant that is not named gets the general ones. */
export interface LimitTable {
  readonly maxConcurrent: number;
  of(tenant: string): TenantLimits;
}

/** @throws AppError `invalid` for a duration that is none, and a tenant that is named twice */
export function limitTable(config: Static<typeof TenantLimitsConfig>): LimitTable {
  const general = limitsOf(config.default);
  const special = new Map<string, TenantLimits>();
  for (const { tenant, ...own } of config.tenants) {
    if (special.has(tenant))
      throw new AppError('invalid', `the limits of tenant ${tenant} are given twice`);
    special.set(tenant, limitsOf({ ...config.default, ...own }));
  }
  return {
    maxConcurrent: config.maxConcurrent,
    of: (tenant) => special.get(tenant) ?? general,
  };
}

function limitsOf(config: Static<typeof TenantLimitsConfig>['default']): TenantLimits {
  const { maxWait, maxRange, maxLookback, timeout, ...rest } = config;
  return {
    ...rest,
    maxWaitMs: durationMs('maxWait', maxWait),
    maxRangeMs: durationMs('maxRange', maxRange),
    maxLookbackMs: durationMs('maxLookback', maxLookback),
    timeoutMs: durationMs('timeout', timeout),
  };
}

function durationMs(name: string, text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined) throw new AppError('invalid', `limit ${name}: ${text} is not a duration`);
  return ms;
}
