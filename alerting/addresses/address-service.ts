import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { plainHost } from '../../platform/outbound/allow-list.ts';
import type { BatchOutcome, Statement } from '../../platform/state/state.ts';
import { holds, holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import {
  keyAfter,
  type Page,
  type PageRequest,
  pageFrom,
  rowsFor,
} from '../../platform/tenancy/keyset.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import {
  alreadyExists,
  lostRace,
  notFound,
  refuseFindings,
  scopeDenied,
  unexpectedOutcome,
} from '../../platform/tenancy/refusals.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { AddressBook } from './address-book.ts';
import { type AddressState, checkAddress, type OutboundAddress } from './outbound-address.ts';

const MAX_PER_OWNER = 50;

export interface AddressServiceParts {
  readonly addresses: AddressBook;
  readonly directory: () => Directory;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Precondition: the tenant is there. */
  readonly tenantStands: (tenant: string) => Statement;
}

export interface AddressRequest {
  readonly host: string;
  readonly port: number;
  readonly reason: string;
}

export interface AddressDecision {
  readonly state: Exclude<AddressState, 'pending'>;
  readonly note: string;
}

/**
 * Private addresses for people. Who may write channels of the owner as a whole asks for one and
 * withdraws it; who may change the platform decides, and may decide again. A decision counts from the
 * next request on.
 *
 * All methods throw AppError: `scope_denied`, `not_found`, `invalid` with all findings,
 * `conflict` for an address that was asked for before, `limited`, `precondition_failed`.
 */
export class AddressService {
  readonly #parts: AddressServiceParts;

  constructor(parts: AddressServiceParts) {
    this.#parts = parts;
  }

  /** Of one owner, newest first. */
  list(principal: Principal, owner: string): readonly OutboundAddress[] {
    const { directory, addresses } = this.#parts;
    if (!holdsWithin(directory(), principal, ownerNode(owner), 'channels:read'))
      throw scopeDenied();
    return addresses.all().filter((address) => address.owner === owner);
  }

  /** Of all owners, newest first. */
  all(principal: Principal, page: PageRequest): Page<OutboundAddress> {
    this.#mayDecide(principal);
    const after = keyAfter(page);
    const found = this.#parts.addresses
      .all()
      .filter(({ id }) => after === '' || id < after)
      .slice(0, rowsFor(page));
    return pageFrom(found, page, ({ id }) => id);
  }

  async request(
    principal: Principal,
    owner: string,
    { host, port, reason }: AddressRequest,
  ): Promise<OutboundAddress> {
    this.#mayAsk(principal, owner);
    refuseFindings('The address cannot be asked for', checkAddress(host, reason));
    const { addresses, clock, newId, tenantStands } = this.#parts;
    const address: OutboundAddress = {
      id: newId(),
      owner,
      host: plainHost(host),
      port,
      reason: reason.trim(),
      state: 'pending',
      requestedBy: principal.name,
      requestedAtMs: clock.nowMs(),
      decidedBy: null,
      decidedAtMs: null,
      decisionNote: '',
      revision: 1,
    };
    const preconditions = owner === PLATFORM ? [] : [tenantStands(owner)];
    refuseOutcome(await addresses.create(address, MAX_PER_OWNER, preconditions), address);
    return address;
  }

  async decide(
    principal: Principal,
    id: string,
    { state, note }: AddressDecision,
  ): Promise<OutboundAddress> {
    this.#mayDecide(principal);
    const { addresses, clock } = this.#parts;
    const before = addresses.get(id);
    if (!before) throw notFound(`Address ${id}`);
    const address: OutboundAddress = {
      ...before,
      state,
      decidedBy: principal.name,
      decidedAtMs: clock.nowMs(),
      decisionNote: note.trim(),
      revision: before.revision + 1,
    };
    refuseOutcome(await addresses.replace(address), address);
    return address;
  }

  async withdraw(principal: Principal, owner: string, id: string): Promise<void> {
    this.#mayAsk(principal, owner);
    const address = this.#parts.addresses.get(id);
    if (address?.owner !== owner) throw notFound(`Address ${id}`);
    refuseOutcome(await this.#parts.addresses.remove(address), address);
  }

  #mayAsk(principal: Principal, owner: string): void {
    const isHeld = holds(this.#parts.directory(), principal, ownerNode(owner), 'channels:write');
    if (!isHeld) throw scopeDenied();
  }

  #mayDecide(principal: Principal): void {
    const isHeld = holds(this.#parts.directory(), principal, ownerNode(PLATFORM), 'tenancy:write');
    if (!isHeld) throw scopeDenied();
  }
}

function refuseOutcome(outcome: BatchOutcome, { owner, host, port }: OutboundAddress): void {
  if (outcome.kind === 'committed') return;
  const what = `Address ${host}:${port}`;
  if (outcome.kind === 'conflict') throw alreadyExists(what);
  switch (outcome.statement) {
    case 'address.replace':
    case 'address.delete':
      throw lostRace(what);
    case 'channel.tenant_stands':
      throw scopeDenied();
    case 'address.below_limit':
      throw new AppError('limited', `${owner} has asked for ${MAX_PER_OWNER} addresses.`);
    default:
      throw unexpectedOutcome('addresses', outcome.statement);
  }
}
