import { Type } from 'typebox';
import { DnsLabel, OwnerName, Ulid } from '../common.ts';

/** No other members than those listed. */
export const closed = { additionalProperties: false } as const;

export const ofTenant = Type.Object({ tenant: DnsLabel }, closed);
export const ofProject = Type.Object({ tenant: DnsLabel, project: DnsLabel }, closed);
export const ofEnvironment = Type.Object(
  { tenant: DnsLabel, project: DnsLabel, environment: DnsLabel },
  closed,
);
export const ofOwner = Type.Object({ owner: OwnerName }, closed);
export const ofOwned = Type.Object({ owner: OwnerName, id: Ulid }, closed);
export const byId = Type.Object({ id: Ulid }, closed);
export const byCluster = Type.Object({ cluster: DnsLabel }, closed);
