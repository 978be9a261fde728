import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';

/** By what somebody was recognised: a hash, from which no secret can be had. */
export interface TicketCredential {
  readonly kind: 'session' | 'token';
  readonly hash: string;
}

/** Whose socket a ticket opens, and of which owner. */
export interface TicketHolder {
  readonly credential: TicketCredential;
  readonly principalId: string;
  readonly owner: string;
}

interface TicketTables {
  live_tickets: {
    ticket_hash: string;
    credential_kind: string;
    credential_hash: string;
    principal_id: string;
    owner: string;
    expires_at_ms: number;
  };
}

/** From the answer to the upgrade. */
const LIFE_MS = 30_000;
const BYTES = 32;

/**
 * Tickets that open one live socket each: bound to the session or token that asked, to its principal and to
 * one owner. Only their hash is kept, and the first attempt uses them up, whatever becomes of it.
 */
export class LiveTickets {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #db: Kysely<TicketTables>;

  constructor({ state, clock }: { readonly state: State; readonly clock: Clock }) {
    this.#state = state;
    this.#clock = clock;
    this.#db = builderFor<TicketTables>(state.dialect);
  }

  async issue(
    holder: TicketHolder,
  ): Promise<{ readonly ticket: string; readonly expiresAtMs: number }> {
    const ticket = randomBytes(BYTES).toString('base64url');
    const nowMs = this.#clock.nowMs();
    const expiresAtMs = nowMs + LIFE_MS;
    const old = this.#db.deleteFrom('live_tickets').where('expires_at_ms', '<=', nowMs);
    const made = this.#db.insertInto('live_tickets').values({
      ticket_hash: hashOf(ticket),
      credential_kind: holder.credential.kind,
      credential_hash: holder.credential.hash,
      principal_id: holder.principalId,
      owner: holder.owner,
      expires_at_ms: expiresAtMs,
    });
    const statements = [
      statement('live_ticket.prune', old.compile()),
      statement('live_ticket.insert', made.compile(), 'one'),
    ];
    const outcome = await this.#state.commit({ name: 'live_ticket.issue', statements });
    if (outcome.kind === 'committed') return { ticket, expiresAtMs };
    throw new AppError('unavailable', 'The ticket could not be kept; ask again.');
  }

  /**
   * Uses the ticket up. Of several attempts at once one at most succeeds, on any replica.
   * @throws AppError `unauthenticated`: unknown, used, too old, or of another owner.
   */
  async redeem(ticket: string, owner: string): Promise<TicketHolder> {
    const hash = hashOf(ticket);
    const taken = this.#db
      .deleteFrom('live_tickets')
      .where('ticket_hash', '=', hash)
      .returningAll();
    const outcome = await this.#state.commit({
      name: 'live_ticket.redeem',
      statements: [statement('live_ticket.redeem', taken.compile())],
    });
    const [row] = outcome.kind === 'committed' ? (outcome.results[0]?.rows ?? []) : [];
    const isGood =
      row !== undefined && row.owner === owner && Number(row.expires_at_ms) > this.#clock.nowMs();
    if (!isGood) {
      throw new AppError('unauthenticated', 'The ticket is used, too old or of another tenant.');
    }
    const kind = row.credential_kind === 'token' ? 'token' : 'session';
    const credential = { kind, hash: String(row.credential_hash) } as const;
    return { credential, principalId: String(row.principal_id), owner };
  }
}

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex');
}
