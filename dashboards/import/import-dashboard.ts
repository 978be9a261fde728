import type { Dashboard, ImportNote } from '../model/dashboard.ts';
import { INCIDENT_TAG } from '../model/incident-tag.ts';
import type { JsonRecord } from '../model/panel.ts';
import { flattenV2, isSchemaV2 } from './flatten-v2.ts';
import { excessOf, IMPORT_LIMITS } from './import-limits.ts';
import { importLinks } from './import-panel.ts';
import { importPanels } from './import-panels.ts';
import { importRange } from './import-range.ts';
import { type ImportRefusal, importRefusal } from './import-refusal.ts';
import { importVariables } from './import-variables.ts';
import { datasourcePluginsOf } from './read-datasource.ts';
import {
  isRecord,
  listOf,
  numberOrNull,
  recordOf,
  recordsOf,
  textOf,
  textOrNull,
} from './read-json.ts';
import { memberOf, unwrapBoard } from './unwrap-board.ts';

/** A dashboard read, or why it was not, in words that say what to do. */
export type ImportResult =
  | {
      readonly kind: 'imported';
      readonly dashboard: Dashboard;
      /** What is not drawn as Grafana would. */
      readonly notes: readonly ImportNote[];
    }
  | ({ readonly kind: 'refused' } & ImportRefusal);

/** Reads a file: a dashboard of Grafana as JSON. */
export function importDashboardText(text: string): ImportResult {
  if (text.length > IMPORT_LIMITS.textChars)
    return refused(importRefusal('too_long', { most: IMPORT_LIMITS.textChars }));
  try {
    return importDashboard(JSON.parse(text));
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return refused(importRefusal('not_json', { detail: thrown.message }));
  }
}

/**
 * Reads a dashboard of Grafana: schema v1 of any age, v2 flattened, both also as answered by
 * Grafana's API (`{ dashboard, meta }`, `{ apiVersion, spec }`). Never throws for what was given.
 */
export function importDashboard(given: unknown): ImportResult {
  const excess = excessOf(given);
  if (excess !== null) return refused(excess);
  if (!isRecord(given)) return refused(importRefusal('not_object'));
  const notes: ImportNote[] = [];
  const json = unwrapBoard(given);
  const isV2 = isSchemaV2(json);
  const v1 = isV2 ? flattenV2(json, notes) : json;
  if (!isV2 && !Array.isArray(v1.panels) && !Array.isArray(v1.rows))
    return refused(importRefusal('no_dashboard'));
  const tooMany = crowdOf(v1);
  if (tooMany !== null) return refused(tooMany);
  const dashboard = readV1(v1, uidOf(given), notes);
  return { kind: 'imported', dashboard, notes };
}

function refused(refusal: ImportRefusal): ImportResult {
  return { kind: 'refused', ...refusal };
}

function uidOf(given: JsonRecord): string {
  switch (memberOf(given)) {
    case 'spec':
      return textOf(recordOf(given.metadata).name);
    case 'dashboard':
      return textOf(recordOf(given.dashboard).uid);
    default:
      return textOf(given.uid);
  }
}

function crowdOf(v1: JsonRecord): ImportRefusal | null {
  const panels = allPanels(v1);
  if (panels.length > IMPORT_LIMITS.panels)
    return importRefusal('too_many_panels', { count: panels.length, most: IMPORT_LIMITS.panels });
  const crowded = panels.find(
    ({ targets }) => listOf(targets).length > IMPORT_LIMITS.targetsOfPanel,
  );
  if (crowded !== undefined)
    return importRefusal('too_many_queries', {
      ...{ panel: textOf(crowded.title), most: IMPORT_LIMITS.targetsOfPanel },
    });
  const variables = recordsOf(recordOf(v1.templating).list).length;
  return variables > IMPORT_LIMITS.variables
    ? importRefusal('too_many_variables', { count: variables, most: IMPORT_LIMITS.variables })
    : null;
}

function allPanels(v1: JsonRecord): readonly JsonRecord[] {
  const top = recordsOf(v1.panels);
  return [...top, ...recordsOf(v1.rows)].flatMap(withInner);
}

/** How deep it may go was asked before. */
function withInner(panel: JsonRecord): readonly JsonRecord[] {
  return [panel, ...recordsOf(panel.panels).flatMap(withInner)];
}

function readV1(json: JsonRecord, uid: string, notes: ImportNote[]): Dashboard {
  const inputs = recordsOf(json.__inputs);
  const list = [...recordsOf(recordOf(json.templating).list), ...constantsOf(inputs)];
  const plugins = datasourcePluginsOf(list, inputs);
  if (recordsOf(recordOf(json.annotations).list).some((one) => !isElsewhere(one)))
    notes.push({ panelId: null, panelTitle: '', message: 'Its annotations are not drawn.' });
  const variables = importVariables(list, plugins, notes);
  const library = libraryOf(json);
  const panels = importPanels(json, { plugins, library, panels: byId(json, library), notes });
  return {
    uid,
    title: textOf(json.title),
    description: textOf(json.description),
    tags: listOf(json.tags)
      .map(textOf)
      .filter((tag) => tag !== ''),
    ...importRange(json, notes),
    timeZone: textOrNull(json.timezone) ?? 'browser',
    refresh: textOf(json.refresh),
    variables,
    panels,
    links: importLinks(json.links),
  };
}

/** Inputs of kind `constant` are used as `${VAR_X}`. */
function constantsOf(inputs: readonly JsonRecord[]): readonly JsonRecord[] {
  return inputs
    .filter(({ type }) => type === 'constant')
    .map(({ name, label, value }) => ({ name, label, query: value, type: 'constant', hide: 2 }));
}

/** As written; one of the library as that has it. */
function byId(
  json: JsonRecord,
  library: ReadonlyMap<string, JsonRecord>,
): ReadonlyMap<number, JsonRecord> {
  return new Map(
    allPanels(json).map((panel) => {
      const model = library.get(textOf(recordOf(panel.libraryPanel).uid))?.model;
      return [numberOrNull(panel.id) ?? 0, isRecord(model) ? model : panel];
    }),
  );
}

function libraryOf(json: JsonRecord): ReadonlyMap<string, JsonRecord> {
  const elements = Object.entries(recordOf(json.__elements));
  return new Map(elements.map(([uid, element]) => [uid, recordOf(element)]));
}

/** Grafana's own, and the incidents, which stand on pages of their own here. */
function isElsewhere({ builtIn, target }: JsonRecord): boolean {
  const { tags } = recordOf(target);
  return builtIn === 1 || (Array.isArray(tags) && tags.includes(INCIDENT_TAG));
}
