import type { JsonRecord } from '../model/panel.ts';
import type { DashboardFile } from './import-files.ts';
import { inflateText } from './inflate-text.ts';
import { isRecord, recordOf, recordsOf, textOf } from './read-json.ts';
import { readYaml } from './read-yaml.ts';

const MOST_CHARS = 4_000_000;
/** Of one `gzipJson` once inflated, and characters of all in a file. */
const MOST_BYTES = 4_000_000;
const MOST_INFLATED = 32_000_000;

/** Whether a YAML file may hold dashboards: a quick look that spares reading all others. */
export function mayHoldBoards(text: string): boolean {
  return (
    text.length <= MOST_CHARS &&
    /\bkind["']?\s*:\s*["']?(?:ConfigMap|GrafanaDashboard|List)/.test(text)
  );
}

/** What objects hold: dashboards, and what of them cannot be read here. */
export interface ObjectBoards {
  readonly files: readonly DashboardFile[];
  readonly leftOut: readonly LeftOutBoard[];
}

/** A GrafanaDashboard whose JSON is elsewhere, or cannot be read. */
export interface LeftOutBoard {
  /** Of the YAML file. */
  readonly path: string;
  /** Of the object; empty where it has none. */
  readonly name: string;
  readonly why: LeftOutReason;
  /** Where its JSON is, such as an address or `name/key` of a ConfigMap; empty where nothing says. */
  readonly at: string;
}

/** The member that names another place, `damaged` or `large` for `gzipJson`, `none` for nothing of all that. */
export type LeftOutReason =
  | 'url'
  | 'grafanaCom'
  | 'configMapRef'
  | 'jsonnet'
  | 'damaged'
  | 'large'
  | 'none';

/**
 * The dashboards in objects of Kubernetes: members `*.json` of a ConfigMap, as the sidecar of Grafana and
 * kube-prometheus have them, and `spec.json` or `spec.gzipJson` of a GrafanaDashboard of grafana-operator;
 * also in lists of those. Each as a file beside the given one, in the folder that the object names.
 * GrafanaDashboards without them are told with a reason; nothing is fetched. YAML that cannot be read has none.
 *
 * @param path of the YAML file
 */
export async function boardsInObjects(path: string, text: string): Promise<ObjectBoards> {
  const files: DashboardFile[] = [];
  const leftOut: LeftOutBoard[] = [];
  if (text.length > MOST_CHARS) return { files, leftOut };
  const above = path.split('/').slice(0, -1);
  const objects = readYaml(text).flatMap(objectsOf);
  let rest = MOST_INFLATED;
  for (const found of objects.flatMap(boardsOf)) {
    const { folder, name, source } = found;
    const read =
      source.kind === 'gzip'
        ? await inflateText(source.base64, Math.min(rest, MOST_BYTES))
        : source;
    if (source.kind === 'gzip' && read.kind === 'text') rest -= read.text.length;
    if (read.kind === 'text') {
      const parts = [...above, ...folder.split('/'), name];
      files.push({ path: parts.filter((part) => part !== '').join('/'), text: read.text });
    } else {
      const at = 'at' in read ? read.at : '';
      leftOut.push({ path, name: name.replace(/\.json$/, ''), why: read.kind, at });
    }
  }
  return { files, leftOut };
}

function objectsOf(value: unknown): readonly JsonRecord[] {
  if (!isRecord(value)) return [];
  return Array.isArray(value.items) ? recordsOf(value.items) : [value];
}

type Source =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'gzip'; readonly base64: string }
  | { readonly kind: Exclude<LeftOutReason, 'damaged' | 'large'>; readonly at: string };

interface FoundBoard {
  readonly folder: string;
  readonly name: string;
  readonly source: Source;
}

function boardsOf({ kind, metadata, data, spec }: JsonRecord): readonly FoundBoard[] {
  const { name, annotations } = recordOf(metadata);
  if (kind === 'GrafanaDashboard') {
    const of = recordOf(spec);
    return [{ folder: textOf(of.folder), name: `${textOf(name)}.json`, source: sourceOf(of) }];
  }
  if (kind !== 'ConfigMap') return [];
  // As the sidecar of Grafana's chart reads it.
  const folder = textOf(recordOf(annotations).grafana_folder).replace(/^\/.*/, '');
  return Object.entries(recordOf(data))
    .filter(([file]) => file.toLowerCase().endsWith('.json'))
    .map(([file, json]) => ({ folder, name: file, source: { kind: 'text', text: textOf(json) } }));
}

/** Of several the one that lies here. */
function sourceOf(spec: JsonRecord): Source {
  const json = textOf(spec.json);
  if (json !== '') return { kind: 'text', text: json };
  const base64 = textOf(spec.gzipJson);
  if (base64 !== '') return { kind: 'gzip', base64 };
  if (textOf(spec.url) !== '') return { kind: 'url', at: textOf(spec.url) };
  const { id } = recordOf(spec.grafanaCom);
  if (id !== undefined) return { kind: 'grafanaCom', at: textOf(id) };
  const map = recordOf(spec.configMapRef ?? spec.gzipConfigMapRef);
  if (map.name !== undefined)
    return { kind: 'configMapRef', at: `${textOf(map.name)}/${textOf(map.key)}` };
  const isJsonnet = spec.jsonnet !== undefined || spec.jsonnetLib !== undefined;
  return { kind: isJsonnet ? 'jsonnet' : 'none', at: '' };
}
