import type { ImportNote } from '../model/dashboard.ts';
import { KNOWN_MATCHERS } from '../model/drawn-parts.data.ts';
import type {
  GridPlace,
  JsonRecord,
  Panel,
  PanelLink,
  PanelTarget,
  PanelTransformation,
} from '../model/panel.ts';
import { currentForm } from './current-form.ts';
import { importTarget } from './import-target.ts';
import { kindOfPlugin } from './panel-kinds.ts';
import type { DatasourcePlugins } from './read-datasource.ts';
import {
  isRecord,
  listOf,
  numberOrNull,
  recordOf,
  recordsOf,
  textOf,
  textOrNull,
} from './read-json.ts';
import { type PanelsById, withSharedQueries } from './shared-query.ts';
import { stepRefusal, unreadHandlers } from './step-refusal.ts';
import { undrawnOptions } from './undrawn-options.ts';

/** What a panel's reading needs of its dashboard, and where it says what was lost. */
export interface PanelReading {
  readonly plugins: DatasourcePlugins;
  /** Panels of the library that came with the dashboard, by uid. */
  readonly library: ReadonlyMap<string, JsonRecord>;
  /** Those of the file, whose data others may show. */
  readonly panels: PanelsById;
  readonly notes: ImportNote[];
}

const COLUMNS = 24;

/** Reads one panel or row; `panels` are those under a row. */
export function importPanel(
  given: JsonRecord,
  {
    reading,
    place,
    panels = [],
  }: {
    readonly reading: PanelReading;
    readonly place: GridPlace;
    readonly panels?: readonly Panel[];
  },
): Panel {
  const { json: own, missing } = fromLibrary(given, reading);
  const json = withSharedQueries(own, reading.panels);
  const id = numberOrNull(json.id) ?? 0;
  const title = textOf(json.title);
  const note = (message: string) => reading.notes.push({ panelId: id, panelTitle: title, message });
  const form = currentForm(json);
  const kind = missing === null ? kindOfPlugin(form.plugin) : 'unknown';
  const reason = missing ?? (kind === 'unknown' ? unknownReason(form.plugin) : '');
  if (reason !== '') note(reason);
  for (const lost of form.lost) note(`Not taken over: ${lost}.`);
  const transformations = (form.transformations ?? recordsOf(json.transformations)).map(
    transformationOf,
  );
  if (kind !== 'unknown' && kind !== 'row') noteParts(transformations, form.fieldConfig, note);
  for (const undrawn of undrawnOptions({ ...form, kind })) note(undrawn);
  return {
    id,
    kind,
    plugin: textOf(json.type),
    title,
    description: textOf(json.description),
    place,
    isTransparent: json.transparent === true,
    targets: kind === 'row' ? [] : targetsOf(json, reading, note),
    transformations,
    fieldConfig: form.fieldConfig,
    options: form.options,
    links: importLinks(json.links),
    ...queryOptionsOf(json),
    repeat: repeatOf(json),
    isCollapsed: json.collapsed === true || json.collapse === true,
    panels,
    reason,
  };
}

/** What of a panel that is drawn has no effect. */
function noteParts(
  transformations: readonly PanelTransformation[],
  fieldConfig: JsonRecord,
  note: (message: string) => void,
): void {
  for (const { id, options, isDisabled } of transformations) {
    const refusal = isDisabled ? null : stepRefusal(id, options);
    if (refusal !== null) note(`The transformation ${id || '(none)'} is left out: ${refusal}`);
    for (const handler of isDisabled ? [] : unreadHandlers(id, options))
      note(`The transformation ${id} does not read ${handler.slice(0, 80)} from data.`);
  }
  const matchers = recordsOf(fieldConfig.overrides).map(({ matcher }) =>
    textOf(recordOf(matcher).id),
  );
  for (const id of new Set(matchers)) {
    if (!KNOWN_MATCHERS.has(id))
      note(`Overrides for the matcher ${id || '(none)'} have no effect: it is not known here.`);
  }
}

function unknownReason(plugin: string): string {
  return plugin === ''
    ? 'This panel names no plugin (member "type"), so nothing says how to draw it.'
    : `Panels of the plugin ${plugin} are not drawn here.`;
}

/** A panel of the library is taken from what came with the dashboard. */
function fromLibrary(
  json: JsonRecord,
  { library }: PanelReading,
): { readonly json: JsonRecord; readonly missing: string | null } {
  const reference = json.libraryPanel;
  if (!isRecord(reference)) return { json, missing: null };
  const model = recordOf(reference.model ?? library.get(textOf(reference.uid))?.model);
  const name = textOf(reference.name) || textOf(reference.uid);
  if (textOf(model.type) === '' && textOf(json.type) === '') {
    const what = `The library panel ${name} is not part of the file.`;
    return {
      json,
      missing: `${what} Export the dashboard "for sharing externally" to include it.`,
    };
  }
  const { id, gridPos } = json;
  return { json: { ...json, ...model, id, gridPos }, missing: null };
}

function targetsOf(
  json: JsonRecord,
  { plugins }: PanelReading,
  note: (message: string) => void,
): readonly PanelTarget[] {
  return recordsOf(json.targets).flatMap((target, index) => {
    const read = importTarget(target, { datasource: json.datasource, plugins, index });
    if (read.kind === 'target') return [read.target];
    note(`Not asked: ${read.message}.`);
    return [];
  });
}

function transformationOf(json: JsonRecord): PanelTransformation {
  return {
    id: textOf(json.id),
    options: recordOf(json.options),
    filter: isRecord(json.filter) ? json.filter : null,
    isDisabled: json.disabled === true,
  };
}

function queryOptionsOf(json: JsonRecord) {
  const points = numberOrNull(json.maxDataPoints);
  return {
    interval: textOrNull(json.interval),
    maxDataPoints: points !== null && points >= 1 ? Math.floor(points) : null,
    timeFrom: textOrNull(json.timeFrom),
    timeShift: textOrNull(json.timeShift),
  };
}

function repeatOf(json: JsonRecord): Panel['repeat'] {
  const variable = textOrNull(json.repeat);
  if (variable === null) return null;
  const direction = json.repeatDirection === 'v' ? 'v' : 'h';
  return { variable, direction, maxPerRow: numberOrNull(json.maxPerRow) };
}

/** Links of panels and dashboards; one to the dashboards with some tags has no address. */
export function importLinks(value: unknown): readonly PanelLink[] {
  return recordsOf(listOf(value)).flatMap((link) => {
    const isByTag = link.type === 'dashboards';
    const url = textOf(link.url) || textOf(link.dashUri) || textOf(link.dashboard);
    if (url === '' && !isByTag) return [];
    return [
      {
        title: textOf(link.title),
        url: isByTag ? '' : url,
        tags: isByTag
          ? listOf(link.tags)
              .map(textOf)
              .filter((tag) => tag !== '')
          : null,
        opensNewTab: link.targetBlank === true,
        keepsTime: link.keepTime === true,
        keepsVariables: link.includeVars === true,
      },
    ];
  });
}

/** Whole columns and rows, inside the grid of 24. */
export function placeOf(value: unknown): GridPlace {
  const { x, y, w, h } = recordOf(value);
  const width = bounded(w, 1, COLUMNS, 12);
  return {
    x: bounded(x, 0, COLUMNS - width, 0),
    y: bounded(y, 0, 100_000, 0),
    width,
    height: bounded(h, 1, 200, 8),
  };
}

function bounded(value: unknown, least: number, most: number, otherwise: number): number {
  const number = numberOrNull(value) ?? otherwise;
  return Math.min(most, Math.max(least, Math.floor(number)));
}
