/** Endings of metric names (https://prometheus.io/docs/practices/naming/#base-units) and units. */
const ENDINGS: readonly (readonly [RegExp, string, string])[] = [
  [/_bytes(?:_total)?$/i, 'bytes', 'Bps'],
  [/_seconds(?:_total|_sum|_bucket)?$/, 's', 'percentunit'],
  [/_milliseconds(?:_total|_sum|_bucket)?$/, 'ms', 'none'],
  [/_ratio$/, 'percentunit', 'none'],
  [/_percent$/, 'percent', 'none'],
  [/_requests_total$/, 'short', 'reqps'],
];

/**
 * The unit an expression most likely has, from the names of its metrics: `rate(x_bytes_total[5m])`
 * is `Bps`, `x_duration_seconds` is `s`. A quantile of buckets is in the buckets' unit although it
 * is a rate inside. Metrics of different units, divisions and unknown names give `short`.
 */
export function guessUnit(expression: string): string {
  const bare = expression.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '');
  if (/\//.test(bare) || /\bcount(?:_over_time|_values)?\s*(?:by|without)?\s*\(/.test(bare))
    return 'short';
  const isRate =
    /\b(?:rate|irate|deriv)\s*\(/.test(bare) && !/\bhistogram_quantile\s*\(/.test(bare);
  const names = bare.match(/[a-zA-Z_:][a-zA-Z0-9_:]*/g) ?? [];
  const units = new Set(
    names.flatMap((name) => {
      const ending = ENDINGS.find(([pattern]) => pattern.test(name));
      return ending === undefined ? [] : [isRate ? ending[2] : ending[1]];
    }),
  );
  const [only] = units;
  return units.size === 1 && only !== undefined && only !== 'none' ? only : 'short';
}
