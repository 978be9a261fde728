/** Steps that are written here: they run patterns of authors as RE2, or @grafana/data has none of them. */
export const OWN_STEPS = [
  'configFromData',
  'extractFields',
  'filterByRefId',
  'filterFields',
  'filterFieldsByName',
  'groupingToMatrix',
  'partitionByValues',
  'prepareTimeSeries',
  'renameByRegex',
  'rowsToFields',
  'timeSeriesTable',
] as const;

/** Steps of @grafana/data that run here; none runs a pattern with the options that are let through. */
export const LIBRARY_STEPS = [
  'calculateField',
  'concatenate',
  'convertFieldType',
  'filterByValue',
  'formatString',
  'formatTime',
  'groupBy',
  'histogram',
  'joinByField',
  'labelsToFields',
  'limit',
  'merge',
  'noop',
  'order',
  'organize',
  'reduce',
  'rename',
  'seriesToColumns',
  'seriesToRows',
  'sortBy',
  'transpose',
] as const;

/** Every transformation that runs here, as Grafana names it. */
export const KNOWN_STEPS: ReadonlySet<string> = new Set([...OWN_STEPS, ...LIBRARY_STEPS]);

/** Matchers of fields that run no pattern; @grafana/data has them. */
export const PLAIN_MATCHERS: ReadonlySet<string> = new Set([
  'byName',
  'byNames',
  'byType',
  'byTypes',
  'byFrameRefID',
  'numeric',
  'time',
  'first',
  'firstTimeField',
]);

/** Every matcher of fields that is known here; those with patterns are written here, as RE2. */
export const KNOWN_MATCHERS: ReadonlySet<string> = new Set([
  ...PLAIN_MATCHERS,
  'byRegexp',
  'byRegexpOrNames',
]);

/** Conditions on values, without `regex`. */
export const VALUE_MATCHERS: ReadonlySet<string> = new Set([
  'isNull',
  'isNotNull',
  'greater',
  'greaterOrEqual',
  'lower',
  'lowerOrEqual',
  'equal',
  'notEqual',
  'substring',
  'notSubstring',
  'between',
]);
