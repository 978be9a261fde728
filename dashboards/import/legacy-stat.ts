import type { JsonRecord } from '../model/panel.ts';
import { currentMappings, thresholdSteps } from './import-mappings.ts';
import type { CurrentForm } from './legacy-graph.ts';
import {
  compact,
  listOf,
  numberOrNull,
  recordOf,
  recordsOf,
  textOf,
  textOrNull,
} from './read-json.ts';

const REDUCERS: ReadonlyMap<string, string> = new Map([
  ['avg', 'mean'],
  ['current', 'lastNotNull'],
  ['total', 'sum'],
  ['min', 'min'],
  ['max', 'max'],
  ['first', 'firstNotNull'],
  ['delta', 'delta'],
  ['diff', 'diff'],
  ['range', 'range'],
  ['last_time', 'lastNotNull'],
]);

/** The panel `singlestat` (before Grafana 7) as a panel `stat` or `gauge`. */
export function currentStat(json: JsonRecord): CurrentForm {
  const gauge = recordOf(json.gauge);
  const isGauge = gauge.show === true;
  const colourMode = json.colorBackground === true ? 'background' : 'value';
  const isColoured = json.colorBackground === true || json.colorValue === true;
  const reducer = REDUCERS.get(textOf(json.valueName)) ?? 'mean';
  const lost = ['prefix', 'postfix'].filter((name) => textOrNull(json[name]) !== null);
  return {
    plugin: isGauge ? 'gauge' : 'stat',
    options: {
      reduceOptions: { values: false, calcs: [reducer], fields: '' },
      orientation: 'horizontal',
      ...(isGauge
        ? { showThresholdMarkers: gauge.thresholdMarkers !== false, showThresholdLabels: false }
        : {
            colorMode: isColoured ? colourMode : 'none',
            graphMode: recordOf(json.sparkline).show === true ? 'area' : 'none',
            justifyMode: 'auto',
            textMode: 'auto',
          }),
    },
    fieldConfig: { defaults: defaultsOf(json, isGauge ? gauge : {}), overrides: [] },
    lost: lost.map((name) => `the ${name} of the value`),
  };
}

function defaultsOf(json: JsonRecord, gauge: JsonRecord): JsonRecord {
  const values = recordsOf(json.valueMaps).map((each) => ({ ...each, type: 1 }));
  const ranges = recordsOf(json.rangeMaps).map((each) => ({ ...each, type: 2 }));
  const limits = textOf(json.thresholds)
    .split(',')
    .filter((text) => text.trim() !== '');
  return compact({
    unit: textOrNull(json.format) ?? 'none',
    decimals: numberOrNull(json.decimals) ?? undefined,
    noValue: textOrNull(json.nullText) ?? undefined,
    min: numberOrNull(gauge.minValue) ?? undefined,
    max: numberOrNull(gauge.maxValue) ?? undefined,
    mappings: currentMappings(json.mappingType === 2 ? ranges : values),
    thresholds: { mode: 'absolute', steps: thresholdSteps(limits, listOf(json.colors)) },
  });
}
