import type { JsonRecord } from '../model/panel.ts';
import { compact, recordOf, textOf } from './read-json.ts';
import { v2Datasource } from './v2-datasource.ts';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['QueryVariable', 'query'],
  ['CustomVariable', 'custom'],
  ['IntervalVariable', 'interval'],
  ['DatasourceVariable', 'datasource'],
  ['TextVariable', 'textbox'],
  ['ConstantVariable', 'constant'],
  ['AdhocVariable', 'adhoc'],
  ['GroupByVariable', 'groupby'],
  ['SwitchVariable', 'switch'],
]);

const SORTS = [
  'disabled',
  'alphabeticalAsc',
  'alphabeticalDesc',
  'numericalAsc',
  'numericalDesc',
  'alphabeticalCaseInsensitiveAsc',
  'alphabeticalCaseInsensitiveDesc',
  'naturalAsc',
  'naturalDesc',
];

const HIDES = ['dontHide', 'hideLabel', 'hideVariable'];
const REFRESHES = ['never', 'onDashboardLoad', 'onTimeRangeChanged'];

/** A variable of schema v2 as an entry of v1's `templating.list`. */
export function flattenVariable(json: JsonRecord): JsonRecord {
  const spec = recordOf(json.spec);
  const query = recordOf(spec.query);
  const isQuery = json.kind === 'QueryVariable';
  return compact({
    ...spec,
    type: TYPES.get(textOf(json.kind)) ?? textOf(json.kind),
    hide: code(HIDES, spec.hide),
    sort: code(SORTS, spec.sort),
    refresh: code(REFRESHES, spec.refresh),
    query: isQuery ? queryOf(recordOf(query.spec)) : (spec.pluginId ?? spec.query),
    datasource: isQuery ? v2Datasource(query, spec.datasource) : besideSpec(json),
    auto_count: spec.auto_count,
    auto_min: spec.auto_min,
  });
}

/** That of filters stands beside the `spec`; the first versions of v2 had it inside. */
function besideSpec({ group, datasource, spec }: JsonRecord): unknown {
  const inside = recordOf(spec).datasource;
  return group === undefined
    ? inside
    : v2Datasource({ kind: 'DataQuery', group, datasource }, inside);
}

function queryOf(spec: JsonRecord): unknown {
  const legacy = spec.__legacyStringValue;
  return typeof legacy === 'string' && legacy !== '' ? legacy : spec;
}

function code(names: readonly string[], value: unknown): number {
  return Math.max(0, names.indexOf(textOf(value)));
}
