import { type Static, Type } from 'typebox';
import { Instant, Revision, Ulid } from './common.ts';

const closed = { additionalProperties: false } as const;

export const AddressInput = Type.Object(
  {
    host: Type.String({ minLength: 1, maxLength: 253, description: 'A name or an address' }),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    reason: Type.String({ minLength: 3, maxLength: 500, description: 'For the administrator' }),
  },
  closed,
);
export type AddressInput = Static<typeof AddressInput>;

export const AddressDecision = Type.Object(
  {
    state: Type.Union([Type.Literal('approved'), Type.Literal('refused')]),
    note: Type.String({ maxLength: 500 }),
  },
  closed,
);

/** A private address that a tenant's channels are to reach: exact host and port. */
export const OutboundAddress = Type.Object({
  id: Ulid,
  owner: Type.String(),
  host: Type.String(),
  port: Type.Integer(),
  reason: Type.String(),
  state: Type.Union([Type.Literal('pending'), Type.Literal('approved'), Type.Literal('refused')]),
  requestedBy: Type.String(),
  requestedAt: Instant,
  decidedBy: Type.Union([Type.Null(), Type.String()]),
  decidedAt: Type.Union([Type.Null(), Instant]),
  decisionNote: Type.String(),
  revision: Revision,
});
export type OutboundAddress = Static<typeof OutboundAddress>;

export const OutboundAddressList = Type.Object({ items: Type.Array(OutboundAddress) });
