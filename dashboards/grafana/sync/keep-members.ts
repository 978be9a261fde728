import type { Clock } from '../../../platform/clock/clock.ts';
import type { FolderPermission, OrganisationUser } from '../client/grafana-answers.ts';
import type { GrafanaClient } from '../client/grafana-client.ts';
import type { GrafanaBook } from './grafana-book.ts';
import type { PlaceInGrafana } from './place-in-grafana.ts';

/** People who may look into a tenant's Grafana, by login in lower case. */
export type Members = ReadonlyMap<string, 'Viewer' | 'Editor'>;

export interface KeepMembersOptions {
  readonly client: GrafanaClient;
  readonly book: GrafanaBook;
  /** Rejects with AppError `unavailable`. */
  readonly members: (owner: string) => Promise<Members>;
  /** Login of the administrator, who stays. */
  readonly admin: string;
  readonly clock: Clock;
}

/**
 * Takes those out who are no members any more, and gives nobody more than its role here. People come in by
 * their first look, which signs them in; nobody is added here. Of a folder, the members who have looked
 * already are allowed in, and what else was allowed there is taken back.
 */
export class KeepMembers {
  readonly #options: KeepMembersOptions;
  /** What each folder was told last and what it then said, so that it is told once. */
  readonly #told = new Map<string, { readonly wanted: string; readonly said: string }>();
  /** By owner and birth. */
  readonly #last = new Map<string, Members>();
  /** One at a time for each place, or what was read first could be written last. */
  readonly #busy = new Map<string, Promise<void>>();

  constructor(options: KeepMembersOptions) {
    this.#options = options;
  }

  /** Who was let in when the place was kept last; undefined: not by this process. */
  lastOf(place: PlaceInGrafana): Members | undefined {
    return this.#last.get(keyOf(place));
  }

  async keep(place: PlaceInGrafana, signal: AbortSignal): Promise<void> {
    const key = keyOf(place);
    const kept = (this.#busy.get(key) ?? Promise.resolve()).then(() => this.#keep(place, signal));
    // What it throws is for its caller alone.
    const settled = kept.then(
      () => undefined,
      () => undefined,
    );
    this.#busy.set(key, settled);
    await kept.finally(() => {
      if (this.#busy.get(key) === settled) this.#busy.delete(key);
    });
  }

  async #keep(place: PlaceInGrafana, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { client, admin } = this.#options;
    const members = await this.#options.members(place.owner);
    const users = await client.users(place.organisation, signal);
    const others = users.filter(({ login }) => login.toLowerCase() !== admin.toLowerCase());
    if (place.root !== '') await this.#permit(place, members, others, signal);
    else for (const user of others) await this.#keepOne(place, user, members, signal);
    this.#last.set(keyOf(place), members);
  }

  async #keepOne(
    { organisation, owner }: PlaceInGrafana,
    { userId, login, role }: OrganisationUser,
    members: Members,
    signal: AbortSignal,
  ): Promise<void> {
    const { client } = this.#options;
    const wanted = members.get(login.toLowerCase());
    if (wanted === undefined) {
      await client.removeUser(organisation, userId, signal);
      return this.#note(owner, login, 'taken out of the organisation: no member any more');
    }
    if (role === wanted) return;
    await client.setRole(organisation, { userId, role: wanted }, signal);
    await this.#note(owner, login, `is ${wanted} in the organisation, as the role here says`);
  }

  async #permit(
    { organisation, root, owner }: PlaceInGrafana,
    members: Members,
    users: readonly OrganisationUser[],
    signal: AbortSignal,
  ): Promise<void> {
    const { client } = this.#options;
    const items = users.flatMap(({ userId, login }) => {
      const role = members.get(login.toLowerCase());
      if (role === undefined) return [];
      const permission: 1 | 2 = role === 'Editor' ? 2 : 1;
      return [{ userId, permission }];
    });
    const wanted = textOf(items);
    const read = async () => textOf(await client.folderPermissions(organisation, root, signal));
    const said = await read();
    const told = this.#told.get(root);
    if (said === wanted || (told?.wanted === wanted && told.said === said)) return;
    await client.permitFolder(organisation, root, items, signal);
    this.#told.set(root, { wanted, said: await read() });
    await this.#note(owner, root, `the folder is open to ${items.length} members`);
  }

  #note(owner: string, subject: string, message: string): Promise<void> {
    const { book, clock } = this.#options;
    const atMs = clock.nowMs();
    return book.note(owner, { atMs, kind: 'member', actor: 'tocsin', subject, message });
  }
}

function keyOf({ owner, bornMs }: PlaceInGrafana): string {
  return `${owner} ${bornMs}`;
}

/** The same for the same rights, in any order. */
function textOf(items: readonly Partial<FolderPermission>[]): string {
  const lines = items.map(({ userId = 0, teamId = 0, role = '', permission = 0 }) =>
    [userId, teamId, role, permission].join(' '),
  );
  return lines.sort().join('\n');
}
