import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { State } from '../../platform/state/state.ts';
import { holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { type Page, type PageRequest, pageOfNewest } from '../../platform/tenancy/keyset.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { ChannelBook } from '../channels/channel-book.ts';
import { mayChangeChannel } from '../channels/may-change-channel.ts';
import type { InboxEntry } from './inbox-entry.ts';
import { entryOf, InboxSql } from './inbox-sql.ts';
import { seer } from './may-see.ts';

export interface InboxOptions {
  readonly state: State;
  readonly directory: () => Directory;
  readonly clock: Clock;
  readonly channels: Pick<ChannelBook, 'get'>;
}

/** Which entries are read: these, or all up to one. */
export type ReadEntries = { readonly ids: readonly string[] } | { readonly upTo: string };

/**
 * One's own inbox, and nobody else's. An entry about an incident that the person may no longer see is
 * not shown and not counted; one about a channel is shown to who may change the channel, one about a
 * report to who may read dashboards of its owner.
 *
 * All methods throw AppError `scope_denied` for tokens, which have no inbox.
 */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #sql: InboxSql;

  constructor(options: InboxOptions) {
    this.#options = options;
    this.#sql = new InboxSql(options.state.dialect);
  }

  /** Newest first. */
  async list(principal: Principal, page: PageRequest): Promise<Page<InboxEntry>> {
    const id = userOf(principal);
    const { state, directory } = this.#options;
    const sees = this.#sees(directory(), principal);
    const rows = await state.all(this.#sql.ofUser(id));
    return pageOfNewest(rows.map(entryOf).filter(sees), page);
  }

  async unread(principal: Principal): Promise<number> {
    const id = userOf(principal);
    const { state, directory } = this.#options;
    const rows = await state.all(this.#sql.unreadOf(id));
    const sees = this.#sees(directory(), principal);
    return rows.filter((row) => sees(entryOf(row))).length;
  }

  /** Ids that are not in the inbox are passed over. */
  async markRead(principal: Principal, entries: ReadEntries): Promise<void> {
    const id = userOf(principal);
    const { state, clock } = this.#options;
    const nowMs = clock.nowMs();
    const mark =
      'ids' in entries
        ? this.#sql.markRead(id, entries.ids, nowMs)
        : this.#sql.markReadUpTo(id, entries.upTo, nowMs);
    await state.commit({ name: 'inbox.read', statements: [mark] });
  }

  #sees(directory: Directory, principal: Principal): (entry: InboxEntry) => boolean {
    const seesIncident = seer(directory, principal);
    return (entry) => {
      const { owner, channelId, reportId } = entry;
      if (reportId !== null) {
        return holdsWithin(directory, principal, ownerNode(owner), 'dashboards:read');
      }
      const channel = channelId === null ? undefined : this.#options.channels.get(owner, channelId);
      if (channel && mayChangeChannel(directory, principal, channel)) return true;
      return seesIncident(entry);
    };
  }
}

function userOf(principal: Principal): string {
  if (principal.kind === 'user') return principal.id;
  throw new AppError('scope_denied', 'An API token has no inbox; sign in with name and password.');
}
