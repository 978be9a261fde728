import { createHmac } from 'node:crypto';
import type { Clock } from '../../../platform/clock/clock.ts';
import type { GrafanaClient } from '../client/grafana-client.ts';
import { FolderTree } from './folder-tree.ts';
import type { GrafanaBook, GrafanaPlace } from './grafana-book.ts';
import type { PlaceInGrafana } from './place-in-grafana.ts';

/** Whether each tenant has an organisation, or all have a folder each in one of them. */
export type Placement =
  | { readonly kind: 'organisation' }
  | { readonly kind: 'folder'; readonly organisation: number };

export interface KeepPlaceOptions {
  readonly client: GrafanaClient;
  readonly book: GrafanaBook;
  readonly placement: Placement;
  /** Login of the administrator, who must belong to each organisation. */
  readonly admin: string;
  /** 32 bytes that nothing else uses. */
  readonly uidKey: Uint8Array;
  readonly clock: Clock;
}

/**
 * Makes sure that the tenant's organisation or folder is there. What is made is looked for by its name
 * before, so that a crash between making and remembering makes nothing twice. One that was lost is
 * made anew, and everything in it is forgotten, not deleted with us.
 */
export async function keepPlace(
  options: KeepPlaceOptions,
  place: GrafanaPlace,
  signal: AbortSignal,
): Promise<PlaceInGrafana> {
  const { placement } = options;
  return placement.kind === 'organisation'
    ? keepOrganisation(options, place, signal)
    : keepFolder(options, place, placement.organisation, signal);
}

/** A tenant's place before anything is there. */
export function newPlace(owner: string, bornMs: number): GrafanaPlace {
  return {
    ...{ owner, bornMs, phase: 'active', organisation: null, folderUid: '' },
    organisationName: organisationName(owner),
    ...{ exportPath: null, triedAtMs: null, doneAtMs: null, fault: null },
  };
}

export function organisationName(owner: string): string {
  return `tocsin: ${owner}`;
}

async function keepOrganisation(
  options: KeepPlaceOptions,
  before: GrafanaPlace,
  signal: AbortSignal,
): Promise<PlaceInGrafana> {
  const { client, book, admin } = options;
  const { owner, bornMs } = before;
  let { organisation } = before;
  const isThere =
    organisation !== null &&
    before.folderUid === '' &&
    (await client.organisation(organisation, signal)) !== null;
  if (!isThere) {
    if (organisation !== null) await book.emptyPlace(before);
    const name = before.organisationName;
    const found = await client.organisationNamed(name, signal);
    organisation = found?.id ?? (await client.makeOrganisation(name, signal));
    await client.addUser(organisation, { login: admin, role: 'Admin' }, signal);
    await book.forgetSeen({ organisation, tenant: null });
    await book.savePlace({ ...before, organisation, folderUid: '' });
    await note(options, owner, found === null ? 'made' : 'found and taken', name);
  }
  if (organisation === null) throw new TypeError('an organisation has a number');
  return { owner, bornMs, organisation, root: '' };
}

async function keepFolder(
  options: KeepPlaceOptions,
  before: GrafanaPlace,
  organisation: number,
  signal: AbortSignal,
): Promise<PlaceInGrafana> {
  const { client, book, uidKey } = options;
  const { owner, bornMs } = before;
  const tree = await FolderTree.read(client, { organisation, root: '' }, signal);
  // With another key it would be another one, and nobody would keep who may look into the former.
  const isKept = before.organisation === organisation && tree.has(before.folderUid);
  const root = isKept ? before.folderUid : folderUid(uidKey, before);
  if (!tree.has(root)) {
    if (before.organisation !== null) await book.emptyPlace(before);
    const folder = { uid: root, title: `tocsin: ${owner}`, parentUid: '' };
    await client.makeFolder(organisation, folder, signal);
    // A new folder is for everybody of the organisation until it is said otherwise.
    await client.permitFolder(organisation, root, [], signal);
    await note(options, owner, 'made', folder.title);
  }
  if (before.organisation !== organisation || before.folderUid !== root) {
    await book.savePlace({ ...before, organisation, folderUid: root });
  }
  return { owner, bornMs, organisation, root };
}

function folderUid(key: Uint8Array, { owner, bornMs }: GrafanaPlace): string {
  const mac = createHmac('sha256', key).update(`folder ${owner} ${bornMs}`).digest('base64url');
  return `tocsin-${mac.slice(0, 25)}`;
}

function note({ book, clock }: KeepPlaceOptions, owner: string, what: string, name: string) {
  const line = { atMs: clock.nowMs(), kind: 'organisation', actor: 'tocsin' } as const;
  return book.note(owner, { ...line, subject: name, message: `${what} in Grafana` });
}
