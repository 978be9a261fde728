import type { ChannelKind, DestinationKind, DestinationRate } from './channel-kind.ts';
import { CHANNEL_KINDS } from './channel-kinds.ts';
import { checkByFields } from './field-findings.ts';
import type { KindDescription, KindSending, OwnParts } from './kind-description.ts';
import type { ServiceParts } from './service/post-service.ts';

/** What kinds share that post to a service. */
interface SharedParts extends Omit<ServiceParts, 'rates'> {
  /** What people have set in place of a kind's own limits; left out, or undefined: those. */
  readonly ratesOf?:
    | ((kind: DestinationKind) => readonly DestinationRate[] | undefined)
    | undefined;
}

/** The kinds that post to a service over HTTP. */
export function serviceKinds(
  { ratesOf, ...parts }: SharedParts,
  kinds: readonly KindDescription[] = CHANNEL_KINDS,
): readonly ChannelKind[] {
  return kinds.flatMap((kind) =>
    kind.sending.by === 'service'
      ? [createKind(kind, kind.sending.create({ ...parts, rates: ratesOf?.(kind.name) }))]
      : [],
  );
}

/** The kinds that rest on what only the process has that decides. */
export function ownKinds(
  parts: OwnParts,
  kinds: readonly KindDescription[] = CHANNEL_KINDS,
): readonly ChannelKind[] {
  return kinds.flatMap((kind) =>
    kind.sending.by === 'owner' ? [createKind(kind, kind.sending.create(parts))] : [],
  );
}

function createKind(
  { name, fields, contacts = [], isStateful = false }: KindDescription,
  sending: KindSending,
): ChannelKind {
  return {
    ...sending,
    name,
    isStateful,
    contacts: contacts.map(({ kind }) => kind),
    check: checkByFields(fields, (given, kept) => sending.check(given, kept)),
  };
}
