import { join } from 'node:path';
import type { Clock } from '../../../platform/clock/clock.ts';
import { asError } from '../../../platform/errors/app-error.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import { recordOf, textOf } from '../../import/read-json.ts';
import { parseDashboard } from '../sync/content-hash.ts';
import { EXPORTS, type ExportedBoard, exportBoards } from '../sync/export-boards.ts';
import type { GrafanaBook } from '../sync/grafana-book.ts';
import { TENANT_FOLDER, TENANT_LABEL } from './operator-objects.ts';

export interface ObjectExportsOptions {
  readonly book: Pick<GrafanaBook, 'note'>;
  /** The data folder. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** What was written of one tenant so far. */
interface Export {
  /** Below the data folder. */
  readonly path: string;
  readonly boards: Map<string, ExportedBoard>;
}

/** More folders than these are in none. */
const MAX_DEPTH = 20;

/** Keeps the dashboards of tenants that are gone on disk, before their objects leave the cluster. */
export class ObjectExports {
  readonly #options: ObjectExportsOptions;
  readonly #exports = new Map<string, Export>();

  constructor(options: ObjectExportsOptions) {
    this.#options = options;
  }

  /**
   * @param objects that are about to be removed
   * @param present tenants that there are
   * @returns why they may not be; null: what is to be kept is on disk
   */
  async keep(
    objects: readonly KubernetesObject[],
    present: ReadonlySet<string>,
  ): Promise<string | null> {
    for (const owner of present) this.#exports.delete(owner);
    const boards = objects.filter(({ kind }) => kind === 'GrafanaDashboard');
    const owners = new Set(boards.map(ownerOf).filter((owner) => !present.has(owner)));
    for (const owner of owners) {
      const own = boards.filter((object) => ownerOf(object) === owner);
      try {
        await this.#export(owner, own, foldersOf(objects));
      } catch (thrown) {
        const why = asError(thrown).message;
        return `The dashboards of the former tenant ${owner} cannot be written into the data folder, so their objects stay: ${why}`;
      }
    }
    return null;
  }

  async #export(
    owner: string,
    objects: readonly KubernetesObject[],
    folders: ReadonlyMap<string, KubernetesObject>,
  ): Promise<void> {
    const { book, folder, clock } = this.#options;
    const atMs = clock.nowMs();
    const day = new Date(atMs).toISOString().slice(0, 10);
    const before = this.#exports.get(owner);
    const { path, boards } = before ?? {
      path: join(EXPORTS, `${fileName(owner)}-${day}-${atMs}`),
      boards: new Map<string, ExportedBoard>(),
    };
    for (const object of objects) boards.set(object.metadata.name, boardOf(object, folders));
    await exportBoards(join(folder, path), { tenant: owner, atMs }, [...boards.values()]);
    this.#exports.set(owner, { path, boards });
    if (before !== undefined) return;
    const message = `the tenant is gone: its dashboards are kept in ${path} of the data folder, its objects are removed`;
    const line = { atMs, kind: 'retired', actor: 'tocsin', subject: owner, message } as const;
    await book.note(owner, line);
  }
}

const ownerOf = ({ metadata }: KubernetesObject): string => metadata.labels?.[TENANT_LABEL] ?? '';

/** A label of a cluster is what somebody wrote there. */
const fileName = (owner: string): string => owner.replaceAll(/[^a-z0-9-]/g, '_');

function foldersOf(objects: readonly KubernetesObject[]): ReadonlyMap<string, KubernetesObject> {
  const folders = objects.filter(({ kind }) => kind === 'GrafanaFolder');
  return new Map(folders.map((one) => [one.metadata.name, one]));
}

function boardOf(
  { metadata, spec: given }: KubernetesObject,
  folders: ReadonlyMap<string, KubernetesObject>,
): ExportedBoard {
  const spec = recordOf(given);
  const text = textOf(spec.json);
  return {
    uid: textOf(spec.uid) || metadata.name,
    title: textOf(parseDashboard(text)?.title),
    folder: pathOf(textOf(spec.folderRef), folders),
    text,
  };
}

/** Titles of a folder and those above it but the tenant's; what is not removed with it is not named. */
function pathOf(name: string, folders: ReadonlyMap<string, KubernetesObject>): string {
  const titles: string[] = [];
  let at = folders.get(name);
  while (at !== undefined && titles.length < MAX_DEPTH) {
    const spec = recordOf(at.spec);
    titles.unshift(textOf(spec.title));
    at = folders.get(textOf(spec.parentFolderRef));
  }
  return (titles[0]?.startsWith(TENANT_FOLDER) ? titles.slice(1) : titles).join('/');
}
