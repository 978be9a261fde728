import { createHash } from 'node:crypto';
import type { SearchHit } from '../client/grafana-answers.ts';
import type { GrafanaClient } from '../client/grafana-client.ts';

/** More levels than Grafana allows; also ends a circle. */
const MAX_DEPTH = 20;
const TITLE_CHARS = 189;

/**
 * The folders of a tenant in Grafana as paths: `Team/API`, empty at the top. What is outside of the
 * tenant's own folder, where it has one, does not show.
 */
export class FolderTree {
  readonly #client: GrafanaClient;
  readonly #organisation: number;
  /** Uid of the tenant's folder; empty: the organisation is its own. */
  readonly #root: string;
  readonly #folders = new Map<string, { readonly title: string; readonly parent: string }>();
  readonly #byPath = new Map<string, string>();

  private constructor(client: GrafanaClient, organisation: number, root: string) {
    this.#client = client;
    this.#organisation = organisation;
    this.#root = root;
  }

  /** Rejects as `GrafanaClient` does. */
  static async read(
    client: GrafanaClient,
    place: { readonly organisation: number; readonly root: string },
    signal: AbortSignal,
  ): Promise<FolderTree> {
    const tree = new FolderTree(client, place.organisation, place.root);
    const hits = await client.search(place.organisation, 'dash-folder', signal);
    for (const hit of hits) tree.#folders.set(hit.uid, folderOf(hit));
    for (const { uid } of hits) {
      const path = tree.pathOf(uid);
      // Of two folders of one path the first stands for it.
      if (path !== null && path !== '' && !tree.#byPath.has(path)) tree.#byPath.set(path, uid);
    }
    return tree;
  }

  /** Whether a folder has this uid, wherever it lies. */
  has(uid: string): boolean {
    return this.#folders.has(uid);
  }

  /** Null: not the tenant's. Empty: its top. */
  pathOf(uid: string): string | null {
    const titles: string[] = [];
    let at = uid;
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      if (at === this.#root) return titles.reverse().join('/');
      const folder = this.#folders.get(at);
      if (folder === undefined) return null;
      titles.push(inPath(folder.title));
      at = folder.parent;
    }
    return null;
  }

  /** Uid of the folder of this path, which is made with those above it where it is missing. */
  async ensure(path: string, signal: AbortSignal): Promise<string> {
    if (path === '') return this.#root;
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    const parts = path.split('/');
    const title = (parts.at(-1) ?? path).slice(0, TITLE_CHARS);
    const parentUid = await this.ensure(parts.slice(0, -1).join('/'), signal);
    const uid = this.#freeUid(path);
    await this.#client.makeFolder(this.#organisation, { uid, title, parentUid }, signal);
    this.#folders.set(uid, { title, parent: parentUid });
    this.#byPath.set(path, uid);
    return uid;
  }

  /** The same for the same path, unless that folder was renamed or moved. */
  #freeUid(path: string): string {
    for (let turn = 0; ; turn++) {
      const text = `${this.#organisation}\n${this.#root}\n${path}\n${turn}`;
      const hash = createHash('sha256').update(text).digest('base64url');
      const uid = `tocsin-${hash.slice(0, 25)}`;
      if (!this.#folders.has(uid)) return uid;
    }
  }
}

function folderOf({ title, folderUid }: SearchHit) {
  return { title, parent: folderUid ?? '' };
}

/** A slash in a title would be one more level. */
function inPath(title: string): string {
  return title.replaceAll('/', '\u2215');
}
