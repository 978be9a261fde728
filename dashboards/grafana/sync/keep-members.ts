import type { Clock } from '../../../platform/clock/clock.ts';
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
 * Takes those out who are no members any more. People come in by their first look, which signs them in;
 * nobody is added here. Of a folder, the members who have looked already are allowed in.
 */
export class KeepMembers {
  readonly #options: KeepMembersOptions;
  /** What each folder was told last, so that it is told once. */
  readonly #told = new Map<string, string>();

  constructor(options: KeepMembersOptions) {
    this.#options = options;
  }

  async keep(place: PlaceInGrafana, signal: AbortSignal): Promise<void> {
    const { client, admin } = this.#options;
    const members = await this.#options.members(place.owner);
    const users = await client.users(place.organisation, signal);
    const others = users.filter(({ login }) => login.toLowerCase() !== admin.toLowerCase());
    if (place.root !== '') return this.#permit(place, members, others, signal);
    for (const { userId, login } of others) {
      if (members.has(login.toLowerCase())) continue;
      await client.removeUser(place.organisation, userId, signal);
      await this.#note(place.owner, login, 'taken out of the organisation: no member any more');
    }
  }

  async #permit(
    place: PlaceInGrafana,
    members: Members,
    users: readonly { readonly userId: number; readonly login: string }[],
    signal: AbortSignal,
  ): Promise<void> {
    const items = users.flatMap(({ userId, login }) => {
      const role = members.get(login.toLowerCase());
      if (role === undefined) return [];
      const permission: 1 | 2 = role === 'Editor' ? 2 : 1;
      return [{ userId, permission }];
    });
    const text = JSON.stringify(items);
    if (this.#told.get(place.root) === text) return;
    await this.#options.client.permitFolder(place.organisation, place.root, items, signal);
    this.#told.set(place.root, text);
    await this.#note(place.owner, place.root, `the folder is open to ${items.length} members`);
  }

  #note(owner: string, subject: string, message: string): Promise<void> {
    const { book, clock } = this.#options;
    const atMs = clock.nowMs();
    return book.note(owner, { atMs, kind: 'member', actor: 'tocsin', subject, message });
  }
}
