import { type Document, parseAllDocuments } from 'yaml';
import type { JsonRecord } from '../model/panel.ts';
import type { DashboardFile } from './import-files.ts';
import { isRecord, recordOf, recordsOf, textOf } from './read-json.ts';

const MOST_CHARS = 4_000_000;

/** Whether a YAML file may hold dashboards: a quick look that spares reading all others. */
export function mayHoldBoards(text: string): boolean {
  return (
    text.length <= MOST_CHARS &&
    /\bkind["']?\s*:\s*["']?(?:ConfigMap|GrafanaDashboard|List)/.test(text)
  );
}

/**
 * The dashboards in objects of Kubernetes: members `*.json` of a ConfigMap, as the sidecar of Grafana and
 * kube-prometheus have them, and `spec.json` of a GrafanaDashboard of grafana-operator; also in lists of
 * those. Each as a file beside the given one, in the folder that the object names. What cannot be read is left out.
 *
 * @param path of the YAML file
 */
export function boardsInObjects(path: string, text: string): readonly DashboardFile[] {
  if (text.length > MOST_CHARS) return [];
  const above = path.split('/').slice(0, -1);
  return [...parseAllDocuments(text)]
    .filter((document) => document.errors.length === 0)
    .flatMap((document) => objectsOf(plainOf(document)))
    .flatMap(boardsOf)
    .map(({ folder, name, json }) => ({
      path: [...above, ...folder.split('/'), name].filter((part) => part !== '').join('/'),
      text: json,
    }));
}

/** Null for a text that grows by its aliases. */
function plainOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    if (thrown instanceof ReferenceError) return null;
    throw thrown;
  }
}

function objectsOf(value: unknown): readonly JsonRecord[] {
  if (!isRecord(value)) return [];
  return Array.isArray(value.items) ? recordsOf(value.items) : [value];
}

interface FoundBoard {
  readonly folder: string;
  readonly name: string;
  readonly json: string;
}

function boardsOf({ kind, metadata, data, spec }: JsonRecord): readonly FoundBoard[] {
  const { name, annotations } = recordOf(metadata);
  if (kind === 'GrafanaDashboard') {
    const { json, folder } = recordOf(spec);
    const isPlain = textOf(json) !== '';
    return isPlain
      ? [{ folder: textOf(folder), name: `${textOf(name)}.json`, json: textOf(json) }]
      : [];
  }
  if (kind !== 'ConfigMap') return [];
  // As the sidecar of Grafana's chart reads it.
  const folder = textOf(recordOf(annotations).grafana_folder).replace(/^\/.*/, '');
  return Object.entries(recordOf(data))
    .filter(([file]) => file.toLowerCase().endsWith('.json'))
    .map(([file, json]) => ({ folder, name: file, json: textOf(json) }));
}
