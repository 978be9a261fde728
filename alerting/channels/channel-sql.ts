import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { TenancyTables } from '../../platform/tenancy/tables.ts';
import type { ChannelsTable, NotifyTables } from '../tables-notify.ts';
import type { Channel } from './channel.ts';
import { channelRow } from './channel-row.ts';

/** Statements and queries of the table of channels. */
export class ChannelSql {
  readonly #db: Kysely<NotifyTables & TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<NotifyTables & TenancyTables>(dialect);
  }

  all(): CompiledQuery<ChannelsTable> {
    return this.#db.selectFrom('channels').selectAll().orderBy('id').compile();
  }

  insert(channel: Channel): Statement {
    const query = this.#db.insertInto('channels').values(channelRow(channel));
    return statement('channel.insert', query.compile(), 'one');
  }

  /** Stands only while the stored revision is the one before that of `channel`. */
  replace(channel: Channel): Statement {
    const query = this.#db
      .updateTable('channels')
      .set(channelRow(channel))
      .where('id', '=', channel.id)
      .where('revision', '=', channel.revision - 1);
    return statement('channel.replace', query.compile(), 'one');
  }

  delete(channel: Channel): Statement {
    const query = this.#db
      .deleteFrom('channels')
      .where('id', '=', channel.id)
      .where('revision', '=', channel.revision);
    return statement('channel.delete', query.compile(), 'one');
  }

  /** Precondition: the channel is there and belongs to the owner; it cannot go before the commit. */
  mustExist(owner: string, id: string): Statement {
    const query = this.#db
      .updateTable('channels')
      .set({ id })
      .where('id', '=', id)
      .where('owner', '=', owner);
    return statement('channel.exists', query.compile(), 'one');
  }

  /** Precondition: the tenant is there. */
  tenantStands(tenant: string): Statement {
    const query = this.#db.updateTable('tenants').set({ id: tenant }).where('id', '=', tenant);
    return statement('channel.tenant_stands', query.compile(), 'one');
  }

  /** Precondition: the owner has fewer channels than `limit` (>= 1). */
  belowLimit(owner: string, limit: number): Statement {
    const query = this.#db
      .selectFrom('channels')
      .select('id')
      .where('owner', '=', owner)
      .orderBy('id')
      .limit(1)
      .offset(limit - 1);
    return statement('channel.below_limit', query.compile(), 'none');
  }
}
