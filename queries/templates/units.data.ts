/**
 * Units of named metrics and of rule templates: `plain` is for people and exports, `grafana` the unit id of
 * @grafana/data. Ratios are 0 to 1.
 */
export const UNITS = {
  cores: { plain: 'cores', grafana: 'short' },
  bytes: { plain: 'bytes', grafana: 'bytes' },
  bytes_per_second: { plain: 'bytes/s', grafana: 'binBps' },
  ratio: { plain: 'ratio 0-1', grafana: 'percentunit' },
  count: { plain: 'count', grafana: 'short' },
  yes_no: { plain: '1 or 0', grafana: 'bool_yes_no' },
  per_second: { plain: '1/s', grafana: 'ops' },
  requests_per_second: { plain: 'requests/s', grafana: 'reqps' },
  operations_per_second: { plain: 'operations/s', grafana: 'iops' },
  seconds: { plain: 'seconds', grafana: 's' },
  /** Seconds of work done per second; above 1 where several do it at once. */
  seconds_per_second: { plain: 's/s', grafana: 'none' },
  load: { plain: 'load', grafana: 'none' },
  load_per_core: { plain: 'load/core', grafana: 'none' },
} as const satisfies Record<string, { readonly plain: string; readonly grafana: string }>;

export type UnitName = keyof typeof UNITS;

export const UNIT_NAMES = Object.keys(UNITS) as readonly UnitName[];
