import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { ReferenceSource } from '../../platform/tenancy/references.ts';
import type { AddressTables, OutboundAddressRow } from '../tables-addresses.ts';
import { ADDRESS_STATES, type OutboundAddress } from './outbound-address.ts';

/** Statements and queries of the table of private addresses. */
export class AddressSql {
  readonly #db: Kysely<AddressTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<AddressTables>(dialect);
  }

  all(): CompiledQuery<OutboundAddressRow> {
    return this.#db.selectFrom('outbound_addresses').selectAll().orderBy('id').compile();
  }

  insert(address: OutboundAddress): Statement {
    const query = this.#db.insertInto('outbound_addresses').values(rowOf(address));
    return statement('address.insert', query.compile(), 'one');
  }

  /** Stands only while the stored revision is the one before that of `address`. */
  replace(address: OutboundAddress): Statement {
    const query = this.#db
      .updateTable('outbound_addresses')
      .set(rowOf(address))
      .where('id', '=', address.id)
      .where('revision', '=', address.revision - 1);
    return statement('address.replace', query.compile(), 'one');
  }

  delete(address: OutboundAddress): Statement {
    const query = this.#db
      .deleteFrom('outbound_addresses')
      .where('id', '=', address.id)
      .where('revision', '=', address.revision);
    return statement('address.delete', query.compile(), 'one');
  }

  /** Precondition: the owner has fewer than `limit` (>= 1). */
  belowLimit(owner: string, limit: number): Statement {
    const query = this.#db
      .selectFrom('outbound_addresses')
      .select('id')
      .where('owner', '=', owner)
      .orderBy('id')
      .limit(1)
      .offset(limit - 1);
    return statement('address.below_limit', query.compile(), 'none');
  }
}

/** A tenant that comes back under the same name must not find the approvals of the one before. */
export function addressReferenceSource(dialect: Dialect): ReferenceSource {
  const db = builderFor<AddressTables>(dialect);
  return {
    noun: 'private addresses',
    find: (target) =>
      target.kind === 'tenant'
        ? db
            .selectFrom('outbound_addresses')
            .select('outbound_addresses.host as name')
            .where('owner', '=', target.tenant)
            .orderBy('id')
            .limit(5)
            .compile()
        : null,
  };
}

/** @throws TypeError for a row that this program cannot have written. */
export function addressOf(row: OutboundAddressRow): OutboundAddress {
  const state = ADDRESS_STATES.find((known) => known === row.state);
  if (!state) throw new TypeError(`address ${row.id} is in no known state`);
  return {
    id: row.id,
    owner: row.owner,
    host: row.host,
    port: Number(row.port),
    reason: row.reason,
    state,
    requestedBy: row.requested_by,
    requestedAtMs: Number(row.requested_at_ms),
    decidedBy: row.decided_by,
    decidedAtMs: row.decided_at_ms === null ? null : Number(row.decided_at_ms),
    decisionNote: row.decision_note,
    revision: Number(row.revision),
  };
}

function rowOf(address: OutboundAddress): OutboundAddressRow {
  return {
    id: address.id,
    owner: address.owner,
    host: address.host,
    port: address.port,
    reason: address.reason,
    state: address.state,
    requested_by: address.requestedBy,
    requested_at_ms: address.requestedAtMs,
    decided_by: address.decidedBy,
    decided_at_ms: address.decidedAtMs,
    decision_note: address.decisionNote,
    revision: address.revision,
  };
}
