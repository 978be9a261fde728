import type { ValueType } from './ast.ts';

/** What a function takes and gives. */
export interface FunctionSignature {
  readonly name: string;
  /** Types by position; the last one also types the further arguments of a variadic function. */
  readonly args: readonly ValueType[];
  /** 0: exactly `args`. n > 0: the last is optional and up to n such. -1: the last any number of times, or none. */
  readonly variadic: number;
  readonly returns: ValueType;
  /** Behind a feature flag in the newest Prometheus that has it. */
  readonly experimental: boolean;
}

interface FunctionRow {
  readonly names: string;
  readonly args: readonly ValueType[];
  readonly variadic?: number;
  readonly returns: ValueType;
  readonly experimental?: true;
}

const v = 'vector';
const m = 'matrix';
const s = 'scalar';
const t = 'string';

/** Every function of Prometheus 2.42 to 3.14, including `holt_winters`, which 3.0 removed. */
const ROWS: readonly FunctionRow[] = [
  {
    names:
      'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg ' +
      'histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin ' +
      'sinh sort sort_desc sqrt tan tanh timestamp',
    args: [v],
    returns: v,
  },
  { names: 'start_timestamp', args: [v], returns: v, experimental: true },
  {
    names: 'day_of_month day_of_week day_of_year days_in_month hour minute month year',
    args: [v],
    variadic: 1,
    returns: v,
  },
  {
    names:
      'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate ' +
      'last_over_time max_over_time min_over_time present_over_time rate resets ' +
      'stddev_over_time stdvar_over_time sum_over_time',
    args: [m],
    returns: v,
  },
  {
    names:
      'first_over_time mad_over_time ts_of_first_over_time ts_of_last_over_time ' +
      'ts_of_max_over_time ts_of_min_over_time',
    args: [m],
    returns: v,
    experimental: true,
  },
  { names: 'quantile_over_time', args: [s, m], returns: v },
  { names: 'predict_linear', args: [m, s], returns: v },
  { names: 'holt_winters', args: [m, s, s], returns: v },
  { names: 'double_exponential_smoothing', args: [m, s, s], returns: v, experimental: true },
  { names: 'histogram_quantile', args: [s, v], returns: v },
  { names: 'histogram_fraction', args: [s, s, v], returns: v },
  { names: 'histogram_quantiles', args: [v, t, s, s], variadic: 9, returns: v, experimental: true },
  { names: 'round', args: [v, s], variadic: 1, returns: v },
  { names: 'clamp_max clamp_min', args: [v, s], returns: v },
  { names: 'clamp', args: [v, s, s], returns: v },
  { names: 'label_replace', args: [v, t, t, t, t], returns: v },
  { names: 'label_join', args: [v, t, t, t], variadic: -1, returns: v },
  {
    names: 'sort_by_label sort_by_label_desc',
    args: [v, t],
    variadic: -1,
    returns: v,
    experimental: true,
  },
  { names: 'info', args: [v, v], variadic: 1, returns: v, experimental: true },
  { names: 'scalar', args: [v], returns: s },
  { names: 'vector', args: [s], returns: v },
  { names: 'time pi', args: [], returns: s },
  { names: 'start end range step', args: [], returns: s, experimental: true },
  { names: 'max_of min_of', args: [s, s], returns: s, experimental: true },
];

/** Signatures by name. Names are case-sensitive, unlike keywords. */
export const FUNCTIONS: ReadonlyMap<string, FunctionSignature> = new Map(
  ROWS.flatMap((row) =>
    row.names.split(' ').map((name): [string, FunctionSignature] => [
      name,
      {
        name,
        args: row.args,
        variadic: row.variadic ?? 0,
        returns: row.returns,
        experimental: row.experimental ?? false,
      },
    ]),
  ),
);
