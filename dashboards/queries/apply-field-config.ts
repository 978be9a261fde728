import type { DataFrame, Field, FieldConfig } from '@grafana/data';
import { isRecord, numberOrNull, recordOf, recordsOf, textOf } from '../import/read-json.ts';
import type { JsonRecord, Panel } from '../model/panel.ts';
import { knownUnit } from '../panels/known-unit.ts';
import type { PanelTheme } from '../panels/panel-tools.ts';
import {
  type Interpolation,
  interpolateAddress,
  interpolateText,
} from '../variables/interpolate.ts';
import { type FieldPlace, fieldMatch } from './match-fields.ts';
import type { PanelTools } from './panel-tools.ts';

/** What field config is applied with. */
export interface FieldConfigContext {
  readonly given: Interpolation;
  readonly timeZone: string;
  readonly theme: PanelTheme;
}

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Gives every field its config: the panel's defaults, what the data say of it, then the overrides that
 * match it, in order, each over the ones before. Fields get `display`, the number of their colour and the range of all numbers
 * of the panel, as Grafana's own function does for plugins that are registered there.
 */
export function applyFieldConfig(
  tools: PanelTools,
  frames: readonly DataFrame[],
  { kind, fieldConfig }: Pick<Panel, 'kind' | 'fieldConfig'>,
  context: FieldConfigContext,
): readonly DataFrame[] {
  const defaults = { color: { mode: colourMode(kind) }, ...recordOf(fieldConfig.defaults) };
  const overrides = overridesOf(tools, fieldConfig.overrides);
  const range = rangeOf(tools, frames);
  let seriesIndex = 0;
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => {
      const isNumber = field.type === tools.FieldType.number;
      const merged = overDefaults(defaults, field.config);
      for (const { matches, json } of overrides) {
        if (matches({ field, frame, frames })) apply(merged, json);
      }
      const config = prepared(merged, field, context.given);
      const state = {
        ...field.state,
        displayName: null,
        range,
        ...(isNumber ? { seriesIndex: seriesIndex++ } : {}),
      };
      const full: Field = { ...field, config, state };
      const { timeZone, theme } = context;
      const display = tools.getDisplayProcessor({ field: withoutPatterns(full), theme, timeZone });
      return { ...full, display };
    }),
  }));
}

function colourMode(kind: Panel['kind']): string {
  const isChart = ['timeseries', 'barchart', 'piechart', 'histogram'].includes(kind);
  return isChart ? 'palette-classic' : 'thresholds';
}

/** What data say of a field goes before the panel's defaults, as in Grafana. */
function overDefaults(defaults: JsonRecord, own: FieldConfig): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...withoutNone(defaults), ...withoutNone({ ...own }) };
  const { custom } = own;
  return custom === undefined
    ? merged
    : { ...merged, custom: { ...recordOf(defaults.custom), ...custom } };
}

function withoutNone(record: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value != null));
}

function rangeOf({ FieldType }: PanelTools, frames: readonly DataFrame[]) {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { fields } of frames) {
    for (const { type, values } of fields) {
      if (type !== FieldType.number) continue;
      for (const value of values) {
        if (typeof value !== 'number' || !Number.isFinite(value)) continue;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
  }
  return min <= max ? { min, max, delta: max - min } : { min: 0, max: 100, delta: 100 };
}

/** The overrides with their matchers made once; one that is unknown or refused matches nothing. */
function overridesOf(tools: PanelTools, overrides: unknown): readonly Override[] {
  return recordsOf(overrides).flatMap((json) => {
    const match = fieldMatch(tools, json.matcher);
    return match.kind === 'match' ? [{ matches: match.matches, json }] : [];
  });
}

interface Override {
  readonly matches: (place: FieldPlace) => boolean;
  readonly json: JsonRecord;
}

function apply(config: Record<string, unknown>, override: JsonRecord): void {
  for (const { id, value } of recordsOf(override.properties)) {
    const path = textOf(id).split('.');
    const [top, ...rest] = path;
    if (top === undefined || top === '' || path.some((part) => FORBIDDEN.has(part))) continue;
    config[top] = rest.length === 0 ? value : setAt(recordOf(config[top]), rest, value);
  }
}

function setAt(record: JsonRecord, path: readonly string[], value: unknown): JsonRecord {
  const [top = '', ...rest] = path;
  return {
    ...record,
    [top]: rest.length === 0 ? value : setAt(recordOf(record[top]), rest, value),
  };
}

/** The config as @grafana/data reads it, with variables put into names and links. */
function prepared(all: JsonRecord, field: Field, given: Interpolation): FieldConfig {
  const { unit, ...config } = all;
  const { displayName, links, thresholds, mappings } = config;
  const name = textOf(displayName);
  // Of the shape that @grafana/data reads; what an author wrote otherwise it passes over.
  const read: JsonRecord = {
    ...config,
    ...(knownUnit(unit) === '' ? {} : { unit }),
    ...(name === '' ? {} : { displayName: interpolateText(ofField(name, field), given) }),
    ...(links === undefined ? {} : { links: linksOf(links, given) }),
    ...(isRecord(thresholds) ? { thresholds: thresholdsOf(thresholds) } : {}),
    ...(mappings === undefined ? {} : { mappings: recordsOf(mappings) }),
  };
  return read as FieldConfig;
}

/** `${__field.labels.pod}`, `${__field.labels["k8s.pod"]}`, `${__field.name}`, `${__series.name}` and the older `$__name`. */
function ofField(text: string, { name, labels = {}, config }: Field): string {
  return text
    .replaceAll(
      /\$\{__field\.labels(?:\.([\w.]+)|\[(["'])([^"'\]}]+)\2\])\}/g,
      (_, plain: string | undefined, _quote, quoted: string | undefined) => {
        const label = plain ?? quoted ?? '';
        return Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
      },
    )
    .replaceAll(
      /\$\{__(?:(?:field|series)\.)?name\}|\$__name\b/g,
      () => config.displayNameFromDS ?? name,
    );
}

function linksOf(links: unknown, given: Interpolation): readonly JsonRecord[] {
  return recordsOf(links).map((link) => ({
    ...link,
    title: interpolateText(textOf(link.title), given),
    url: interpolateAddress(textOf(link.url), given),
  }));
}

/** The step below all has no value in JSON. */
function thresholdsOf(thresholds: JsonRecord): JsonRecord {
  const steps = recordsOf(thresholds.steps).map((step, index) => ({
    ...step,
    value: index === 0 ? Number.NEGATIVE_INFINITY : (numberOrNull(step.value) ?? 0),
  }));
  return { mode: 'absolute', ...thresholds, steps };
}

/**
 * Without mappings by pattern: @grafana/data would run them with an engine that backtracks. What panels
 * show is mapped by `valueMapping`, with these.
 */
function withoutPatterns(field: Field): Field {
  const { mappings = [] } = field.config;
  const plain = mappings.filter(({ type }) => String(type) !== 'regex');
  return { ...field, config: { ...field.config, mappings: plain } };
}
