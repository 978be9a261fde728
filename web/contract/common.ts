import { type Static, type TSchema, Type } from 'typebox';
import { DNS_LABEL_PATTERN } from '../../platform/model/dns-label.ts';
import { DURATION_PATTERN } from '../../platform/model/duration.ts';
import { ULID_PATTERN } from '../../platform/model/ulid-pattern.ts';

/** A name that people choose and that is its own id: a DNS label. */
export const DnsLabel = Type.String({
  pattern: DNS_LABEL_PATTERN,
  description: 'DNS label: lower-case letters, digits and hyphens, at most 63 characters',
});

/** Owner of rules, channels and incidents: a tenant, or `_platform` for system roles. */
export const OwnerName = Type.String({
  pattern: `^_platform$|${DNS_LABEL_PATTERN}`,
  description: 'A tenant, or _platform',
});

export const Ulid = Type.String({ pattern: ULID_PATTERN, description: 'ULID' });

/** An instant in answers: RFC 3339, UTC, milliseconds. */
export const Instant = Type.String({ description: 'RFC 3339, UTC, with milliseconds' });

export const DurationText = Type.String({
  pattern: DURATION_PATTERN,
  maxLength: 40,
  description: 'Prometheus duration, e.g. 5m or 1h30m',
});

export const LabelMap = Type.Record(Type.String(), Type.String({ maxLength: 16_384 }));

export const Revision = Type.Integer({ minimum: 1, description: 'Also the ETag, for If-Match' });

export const PageQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 512 })),
  },
  { additionalProperties: false },
);

/** A page of a list. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({
    items: Type.Array(item),
    nextCursor: Type.Union([Type.Null(), Type.String()]),
  });
}

export const ErrorBody = Type.Object({
  error: Type.Object({
    kind: Type.String(),
    message: Type.String(),
    details: Type.Array(Type.Object({ path: Type.String(), message: Type.String() })),
    requestId: Type.String(),
  }),
});
export type ErrorBody = Static<typeof ErrorBody>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
