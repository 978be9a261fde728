import type { JsonRecord } from '../model/panel.ts';
import { compact, numberOrNull, recordOf, recordsOf, textOf, textOrNull } from './read-json.ts';

/** A panel's own part in the form of Grafana's current version. */
export interface CurrentForm {
  readonly plugin: string;
  readonly options: JsonRecord;
  readonly fieldConfig: JsonRecord;
  readonly transformations?: readonly JsonRecord[];
  /** What has no like today, in words. */
  readonly lost: readonly string[];
}

/** The panel `graph` (before Grafana 8) as a panel `timeseries`. */
export function currentGraph(json: JsonRecord): CurrentForm {
  const [left = {}, right = {}] = recordsOf(json.yaxes);
  const mode = textOf(recordOf(json.xaxis).mode);
  return {
    plugin: mode === 'histogram' ? 'histogram' : mode === 'series' ? 'barchart' : 'timeseries',
    options: {
      legend: legendOf(recordOf(json.legend)),
      tooltip: tooltipOf(recordOf(json.tooltip)),
    },
    fieldConfig: {
      defaults: { ...axisOf(left), thresholds: stepsOf(json), custom: customOf(json, left) },
      overrides: [...colourOverrides(json), ...seriesOverrides(json, right)],
    },
    lost: recordsOf(json.timeRegions).length > 0 ? ['time regions'] : [],
  };
}

function legendOf(legend: JsonRecord): JsonRecord {
  const figures = { min: 'min', max: 'max', avg: 'mean', current: 'lastNotNull', total: 'sum' };
  const showsValues = legend.values === true;
  const calcs = Object.entries(figures).filter(([old]) => showsValues && legend[old] === true);
  return {
    showLegend: legend.show !== false,
    displayMode: legend.alignAsTable === true ? 'table' : 'list',
    placement: legend.rightSide === true ? 'right' : 'bottom',
    calcs: calcs.map(([, name]) => name),
  };
}

function tooltipOf(tooltip: JsonRecord): JsonRecord {
  const sort = { 1: 'asc', 2: 'desc' }[textOf(tooltip.sort)] ?? 'none';
  return { mode: tooltip.shared === false ? 'single' : 'multi', sort };
}

function axisOf(axis: JsonRecord): JsonRecord {
  return compact({
    unit: textOrNull(axis.format) ?? 'short',
    min: numberOrNull(axis.min) ?? undefined,
    max: numberOrNull(axis.max) ?? undefined,
    decimals: numberOrNull(axis.decimals) ?? undefined,
  });
}

function customOf(json: JsonRecord, axis: JsonRecord): JsonRecord {
  const base = numberOrNull(axis.logBase) ?? 1;
  const isStacked = json.stack === true;
  return compact({
    drawStyle: json.bars === true ? 'bars' : json.lines === false ? 'points' : 'line',
    lineWidth: json.lines === false ? 0 : (numberOrNull(json.linewidth) ?? 1),
    fillOpacity: Math.min(100, (numberOrNull(json.fill) ?? 1) * 10),
    showPoints: json.points === true ? 'always' : 'never',
    pointSize: (numberOrNull(json.pointradius) ?? 2) * 2,
    lineInterpolation: json.steppedLine === true ? 'stepAfter' : 'linear',
    lineStyle: json.dashes === true ? { fill: 'dash', dash: [10, 10] } : undefined,
    spanNulls: json.nullPointMode === 'connected',
    stacking: {
      mode: isStacked ? (json.percentage === true ? 'percent' : 'normal') : 'none',
      group: 'A',
    },
    axisLabel: textOf(axis.label),
    axisPlacement: axis.show === false ? 'hidden' : 'auto',
    scaleDistribution: base > 1 ? { type: 'log', log: base } : { type: 'linear' },
    thresholdsStyle: { mode: thresholdStyle(recordsOf(json.thresholds)) },
  });
}

function thresholdStyle(thresholds: readonly JsonRecord[]): string {
  if (thresholds.length === 0) return 'off';
  const hasLine = thresholds.some(({ line }) => line !== false);
  const hasArea = thresholds.some(({ fill }) => fill !== false);
  if (hasLine && hasArea) return 'line+area';
  return hasArea ? 'area' : 'line';
}

const LEVEL_COLOURS: ReadonlyMap<string, string> = new Map([
  ['critical', 'red'],
  ['warning', 'orange'],
  ['ok', 'green'],
]);

/** A threshold "below" colours what lies under it, which steps say from the other side. */
function stepsOf(json: JsonRecord): JsonRecord {
  const found = recordsOf(json.thresholds).flatMap((each) => {
    const value = numberOrNull(each.value);
    const colour =
      LEVEL_COLOURS.get(textOf(each.colorMode)) ?? textOrNull(each.lineColor ?? each.fillColor);
    return value === null ? [] : [{ value, colour: colour ?? 'red', isBelow: each.op === 'lt' }];
  });
  found.sort((a, b) => a.value - b.value);
  const first = found[0]?.isBelow === true ? found[0].colour : 'transparent';
  return {
    mode: 'absolute',
    steps: [
      { value: null, color: first },
      ...found.map(({ value, colour, isBelow }, index) => ({
        value,
        color: isBelow ? (found[index + 1]?.isBelow ? colour : 'transparent') : colour,
      })),
    ],
  };
}

function colourOverrides(json: JsonRecord): readonly JsonRecord[] {
  return Object.entries(recordOf(json.aliasColors)).map(([name, colour]) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: textOf(colour) } }],
  }));
}

function seriesOverrides(json: JsonRecord, right: JsonRecord): readonly JsonRecord[] {
  return recordsOf(json.seriesOverrides).flatMap((series) => {
    const alias = textOf(series.alias);
    const properties = propertiesOf(series, right);
    if (alias === '' || properties.length === 0) return [];
    const isPattern = alias.startsWith('/') && alias.lastIndexOf('/') > 0;
    return [{ matcher: { id: isPattern ? 'byRegexp' : 'byName', options: alias }, properties }];
  });
}

function propertiesOf(series: JsonRecord, right: JsonRecord): readonly JsonRecord[] {
  const { fill, linewidth, color, stack, transform } = series;
  const properties: JsonRecord[] = [];
  const set = (id: string, value: unknown) => properties.push({ id, value });
  if (textOf(series.yaxis) === '2') {
    set('custom.axisPlacement', 'right');
    for (const [id, value] of Object.entries(axisOf(right))) set(id, value);
  }
  if (series.bars === true) set('custom.drawStyle', 'bars');
  if (series.points === true && series.lines === false) set('custom.drawStyle', 'points');
  if (series.lines === true) set('custom.drawStyle', 'line');
  if (numberOrNull(fill) !== null) set('custom.fillOpacity', Math.min(100, Number(fill) * 10));
  if (numberOrNull(linewidth) !== null) set('custom.lineWidth', Number(linewidth));
  if (series.dashes === true) set('custom.lineStyle', { fill: 'dash', dash: [10, 10] });
  if (textOrNull(color) !== null) set('color', { mode: 'fixed', fixedColor: textOf(color) });
  if (transform === 'negative-Y') set('custom.transform', 'negative-Y');
  if (stack === false) set('custom.stacking', { mode: 'none', group: 'A' });
  else if (stack === true || typeof stack === 'string')
    set('custom.stacking', { mode: 'normal', group: textOf(stack) });
  if (series.legend === false) set('custom.hideFrom', { legend: true, tooltip: false, viz: false });
  return properties;
}
