import type { ImportNote } from '../model/dashboard.ts';
import type { JsonRecord } from '../model/panel.ts';
import { flattenVariable } from './flatten-v2-variables.ts';
import { compact, numberOrNull, recordOf, recordsOf, textOf } from './read-json.ts';
import { v2Datasource } from './v2-datasource.ts';

/** True for a dashboard of Grafana's schema v2: elements by name and a layout that places them. */
export function isSchemaV2(spec: JsonRecord): boolean {
  return 'elements' in spec && 'layout' in spec;
}

interface Item {
  readonly json: JsonRecord;
  readonly height: number;
}

interface Flattening {
  readonly elements: JsonRecord;
  readonly notes: ImportNote[];
  readonly rowIds: { next: number };
  /** Inside a row that is folded. */
  readonly isFolded: boolean;
}

/** What v1 is written as: old enough for every Grafana, and read as it stands. */
const SCHEMA_VERSION = 39;
const CURSORS = ['Off', 'Crosshair', 'Tooltip'];

/**
 * The `spec` of a dashboard of schema v2 as one of v1: elements become panels, rows and tabs become
 * rows, the automatic grid becomes places. What is not shown the same way is noted.
 */
export function flattenV2(spec: JsonRecord, notes: ImportNote[]): JsonRecord {
  const time = recordOf(spec.timeSettings);
  const flattening: Flattening = {
    ...{ elements: recordOf(spec.elements), notes, rowIds: { next: 1_000_001 } },
    isFolded: false,
  };
  return compact({
    title: spec.title,
    description: spec.description,
    tags: spec.tags,
    editable: spec.editable,
    liveNow: spec.liveNow,
    preload: spec.preload,
    graphTooltip: Math.max(0, CURSORS.indexOf(textOf(spec.cursorSync))),
    time: compact({ from: time.from, to: time.to }),
    timezone: time.timezone,
    weekStart: time.weekStart,
    fiscalYearStartMonth: time.fiscalYearStartMonth,
    refresh: time.autoRefresh,
    timepicker: compact({
      refresh_intervals: time.autoRefreshIntervals,
      quick_ranges: time.quickRanges,
      hidden: time.hideTimepicker,
      nowDelay: time.nowDelay,
    }),
    links: spec.links,
    annotations: { list: recordsOf(spec.annotations).map(annotationOf) },
    templating: { list: recordsOf(spec.variables).map(flattenVariable) },
    panels: layoutPanels(recordOf(spec.layout), 0, flattening).map(({ json }) => json),
    schemaVersion: SCHEMA_VERSION,
  });
}

/** None is drawn; whoever converts a dashboard keeps them. */
function annotationOf({ spec: given }: JsonRecord): JsonRecord {
  const { query: asked, datasource, builtIn, legacyOptions, ...lasting } = recordOf(given);
  const query = recordOf(asked);
  const isBuiltIn = builtIn === true;
  return compact({
    ...(isBuiltIn ? { type: 'dashboard' } : {}),
    ...recordOf(legacyOptions),
    ...lasting,
    builtIn: isBuiltIn ? 1 : 0,
    datasource: v2Datasource(query, datasource),
    target: recordOf(query.spec),
  });
}

/** Conditions under which Grafana shows or hides an item, a row or a tab: here it is always shown. */
function noteConditions(
  { conditionalRendering }: JsonRecord,
  about: Omit<ImportNote, 'message'>,
  { notes }: Flattening,
): void {
  const { items } = recordOf(recordOf(conditionalRendering).spec);
  const message = 'It is always shown: conditions for showing or hiding it are not looked at.';
  if (recordsOf(items).length > 0) notes.push({ ...about, message });
}

function layoutPanels(layout: JsonRecord, top: number, flattening: Flattening): readonly Item[] {
  const spec = recordOf(layout.spec);
  switch (layout.kind) {
    case 'GridLayout':
      return recordsOf(spec.items).flatMap((item) => gridItem(item, top, flattening));
    case 'AutoGridLayout':
    case 'ResponsiveGridLayout':
      return autoGrid(spec, top, flattening);
    case 'RowsLayout':
      return sections(recordsOf(spec.rows), top, flattening);
    case 'TabsLayout':
      flattening.notes.push(note('Its tabs are shown as rows.'));
      return sections(recordsOf(spec.tabs), top, flattening);
    default:
      flattening.notes.push(
        note(`The layout ${textOf(layout.kind)} is not known; its panels are left out.`),
      );
      return [];
  }
}

function note(message: string): ImportNote {
  return { panelId: null, panelTitle: '', message };
}

function sections(
  rows: readonly JsonRecord[],
  top: number,
  flattening: Flattening,
): readonly Item[] {
  let y = top;
  return rows.flatMap((row) => {
    const spec = recordOf(row.spec);
    noteConditions(spec, { panelId: null, panelTitle: textOf(spec.title) }, flattening);
    const isFolded = flattening.isFolded || spec.collapse === true;
    const inside = layoutPanels(recordOf(spec.layout), y + 1, { ...flattening, isFolded });
    const bottom = Math.max(y + 1, ...inside.map(({ json, height }) => topOf(json) + height));
    // v1 has no rows in rows: those of a folded one stand after it, folded as well.
    const [own, after] = isFolded ? splitRows(inside) : [[], inside];
    if (isFolded && after.length > 0) {
      flattening.notes.push({ ...note(ROWS_AFTER), panelTitle: textOf(spec.title) });
    }
    const json = compact({
      id: flattening.rowIds.next++,
      type: 'row',
      title: spec.title,
      collapsed: isFolded,
      repeat: repeatOf(spec).repeat,
      gridPos: { x: 0, y, w: 24, h: 1 },
      panels: own.map((item) => item.json),
    });
    y = bottom;
    return [{ json, height: 1 }, ...after];
  });
}

const ROWS_AFTER = 'Rows inside it are shown after it, folded.';

function splitRows(items: readonly Item[]): readonly [readonly Item[], readonly Item[]] {
  const isRow = ({ json }: Item) => json.type === 'row';
  return [items.filter((item) => !isRow(item)), items.filter(isRow)];
}

function topOf(json: JsonRecord): number {
  return numberOrNull(recordOf(json.gridPos).y) ?? 0;
}

function gridItem(item: JsonRecord, top: number, flattening: Flattening): readonly Item[] {
  const spec = recordOf(item.spec);
  if (item.kind === 'GridLayoutRow') {
    const y = top + (numberOrNull(spec.y) ?? 0);
    const layout = { kind: 'GridLayout', spec: { items: spec.elements } };
    const row = { kind: 'RowsLayoutRow', spec: { ...spec, layout, collapse: spec.collapsed } };
    return sections([row], y, flattening);
  }
  const { x, y, width, height } = spec;
  const gridPos = { x, y: top + (numberOrNull(y) ?? 0), w: width, h: height };
  return element(spec, gridPos, numberOrNull(height) ?? 8, flattening);
}

function autoGrid(spec: JsonRecord, top: number, flattening: Flattening): readonly Item[] {
  const columns = Math.min(6, Math.max(1, numberOrNull(spec.maxColumnCount) ?? 3));
  const width = Math.floor(24 / columns);
  const height = 8;
  return recordsOf(spec.items).flatMap((item, index) => {
    const x = (index % columns) * width;
    const y = top + Math.floor(index / columns) * height;
    return element(recordOf(item.spec), { x, y, w: width, h: height }, height, flattening);
  });
}

function element(
  item: JsonRecord,
  gridPos: JsonRecord,
  height: number,
  flattening: Flattening,
): readonly Item[] {
  const { elements, notes } = flattening;
  const name = textOf(recordOf(item.element).name);
  const found = Object.hasOwn(elements, name) ? recordOf(elements[name]) : {};
  const spec = recordOf(found.spec);
  const about = { panelId: numberOrNull(spec.id), panelTitle: textOf(spec.title) };
  noteConditions(item, about, flattening);
  if (found.kind === 'LibraryPanel') {
    const libraryPanel = recordOf(spec.libraryPanel);
    return [{ json: { id: spec.id, title: spec.title, gridPos, libraryPanel }, height }];
  }
  if (found.kind !== 'Panel') {
    notes.push(note(`The layout names the element ${name}, which is not in the file.`));
    return [];
  }
  return [{ json: { ...panelOf(spec), ...repeatOf(item), gridPos }, height }];
}

function repeatOf(spec: JsonRecord): JsonRecord {
  const repeat = recordOf(spec.repeat);
  if (repeat.mode !== 'variable') return {};
  const { value, direction, maxPerRow } = repeat;
  return compact({ repeat: value, repeatDirection: direction, maxPerRow });
}

function panelOf(spec: JsonRecord): JsonRecord {
  const data = recordOf(recordOf(spec.data).spec);
  const viz = recordOf(spec.vizConfig);
  const vizSpec = recordOf(viz.spec);
  const options = recordOf(data.queryOptions);
  const { interval, maxDataPoints, timeFrom, timeShift, hideTimeOverride } = options;
  const targets = recordsOf(data.queries).map(targetOf);
  return compact({
    id: spec.id,
    title: spec.title,
    description: spec.description,
    links: spec.links,
    transparent: spec.transparent,
    type: viz.kind === 'VizConfig' ? viz.group : viz.kind,
    pluginVersion: vizSpec.pluginVersion ?? viz.version,
    options: vizSpec.options,
    fieldConfig: vizSpec.fieldConfig,
    datasource: sourceOfAll(targets),
    targets,
    transformations: recordsOf(data.transformations).map(transformationOf),
    ...{ interval, maxDataPoints, timeFrom, timeShift, hideTimeOverride },
    cacheTimeout: options.cacheTimeout,
    queryCachingTTL: options.queryCachingTTL,
  });
}

/** v1 names it at the panel as well. */
function sourceOfAll(targets: readonly JsonRecord[]): unknown {
  const [first, ...others] = targets.map(({ datasource }) => datasource);
  const text = JSON.stringify(first);
  const isOne = others.every((other) => JSON.stringify(other) === text);
  return isOne ? first : { type: 'datasource', uid: '-- Mixed --' };
}

function targetOf(panelQuery: JsonRecord): JsonRecord {
  const { refId, hidden, query: asked, datasource } = recordOf(panelQuery.spec);
  const query = recordOf(asked);
  const source = v2Datasource(query, datasource);
  return compact({ ...recordOf(query.spec), refId, hide: hidden, datasource: source });
}

function transformationOf(json: JsonRecord): JsonRecord {
  const spec = recordOf(json.spec);
  const id = spec.id ?? (json.kind === 'Transformation' ? json.group : json.kind);
  return { ...spec, id };
}
