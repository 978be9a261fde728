import { isRecord, recordOf, recordsOf, textOf } from '../import/read-json.ts';
import type { JsonRecord } from '../model/panel.ts';

/** Ways to say which fields an override is for that have a form; others are kept as they are. */
export const MATCHERS = ['byName', 'byRegexp', 'byFrameRefID', 'byType', 'byNames'] as const;
export type MatcherKind = (typeof MATCHERS)[number];

/** How the value of a property is typed in. */
export type PropertyKind =
  | 'text'
  | 'unit'
  | 'number'
  | 'colour'
  | 'levels'
  | 'line'
  | 'draw'
  | 'axis'
  | 'flag'
  | 'json';

/** Properties that have a form, by their id in Grafana. */
export const PROPERTIES = {
  displayName: 'text',
  unit: 'unit',
  decimals: 'number',
  min: 'number',
  max: 'number',
  noValue: 'text',
  color: 'colour',
  thresholds: 'levels',
  'custom.lineStyle': 'line',
  'custom.lineWidth': 'number',
  'custom.fillOpacity': 'number',
  'custom.drawStyle': 'draw',
  'custom.axisPlacement': 'axis',
  'custom.width': 'number',
  'custom.hidden': 'flag',
} as const satisfies Readonly<Record<string, PropertyKind>>;
export type KnownProperty = keyof typeof PROPERTIES;

export const isKnownProperty = (id: string): id is KnownProperty => Object.hasOwn(PROPERTIES, id);

/** One property of an override, as it is written. */
export interface OverrideProperty {
  readonly id: string;
  readonly kind: PropertyKind;
  readonly value: unknown;
}

export function overridesIn(panel: JsonRecord): readonly JsonRecord[] {
  return recordsOf(recordOf(panel.fieldConfig).overrides);
}

/** Null for a way that has no form. */
export function matcherOf({ matcher }: JsonRecord): {
  readonly kind: MatcherKind | null;
  readonly id: string;
  /** What it looks for; of several names, with commas between. */
  readonly text: string;
} {
  const { id, options } = recordOf(matcher);
  const name = textOf(id);
  const kind = MATCHERS.find((each) => each === name) ?? null;
  const { names } = recordOf(options);
  const text = kind === 'byNames' && Array.isArray(names) ? names.map(textOf).join(', ') : '';
  return { kind, id: name, text: text || (typeof options === 'string' ? options : '') };
}

/** The override for other fields; what it says of them stays. */
export function withMatcher(override: JsonRecord, id: MatcherKind, text: string): JsonRecord {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return { ...override, matcher: { id, options: id === 'byNames' ? { names } : text } };
}

export function propertiesOf(override: JsonRecord): readonly OverrideProperty[] {
  return recordsOf(override.properties).map(({ id, value }) => {
    const name = textOf(id);
    return { id: name, kind: isKnownProperty(name) ? PROPERTIES[name] : 'json', value };
  });
}

/** The override with one property said so; undefined takes it away. */
export function withProperty(override: JsonRecord, id: string, value: unknown): JsonRecord {
  const properties = recordsOf(override.properties);
  const isThere = properties.some((each) => each.id === id);
  if (value === undefined)
    return { ...override, properties: properties.filter((each) => each.id !== id) };
  const changed = properties.map((each) => (each.id === id ? { ...each, value } : each));
  return { ...override, properties: isThere ? changed : [...properties, { id, value }] };
}

/** What a property begins with. */
export function firstValue(id: KnownProperty): unknown {
  switch (PROPERTIES[id]) {
    case 'colour':
      return { mode: 'fixed', fixedColor: 'blue' };
    case 'levels':
      return { mode: 'absolute', steps: [{ color: 'green', value: null }] };
    case 'line':
      return { fill: 'dash', dash: [10, 10] };
    case 'number':
      return id === 'custom.width' ? 150 : 0;
    case 'unit':
      return 'short';
    case 'draw':
      return 'bars';
    case 'axis':
      return 'right';
    case 'flag':
      return true;
    case 'text':
      return '';
  }
}

/** A new override, for the field of a name. */
export function newOverride(): JsonRecord {
  return { matcher: { id: 'byName', options: '' }, properties: [] };
}

export const LINE_STYLES = ['solid', 'dash', 'dot'] as const;
const DASHES = { solid: undefined, dash: [10, 10], dot: [0, 10] } as const;

/** `custom.lineStyle` for one of the styles. */
export function lineStyle(fill: (typeof LINE_STYLES)[number]): JsonRecord {
  const dash = DASHES[fill];
  return dash === undefined ? { fill } : { fill, dash: [...dash] };
}

/** The colour of a fixed one; empty for any other mode. */
export function fixedColour(value: unknown): string {
  return isRecord(value) && value.mode === 'fixed' ? textOf(value.fixedColor) : '';
}
