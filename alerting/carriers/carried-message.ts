import type { ApprovedAddress } from '../addresses/approved-list.ts';
import type { Sealer } from '../channels/channel-secrets.ts';
import type {
  AlertLinks,
  ChannelSecrets,
  DestinationKind,
  OutgoingMessage,
} from '../notify/channel-kind.ts';
import { alertsOf } from '../notify/notification.ts';

/** A message as another process of the service is given it, that has the same keys and knows no state. */
export interface CarriedMessage extends Omit<OutgoingMessage, 'secrets' | 'linksOf'> {
  readonly kind: DestinationKind;
  /** Of this attempt, a ULID: what was carried once is not carried again. */
  readonly attemptId: string;
  /** Those of the channel, sealed for this attempt. */
  readonly sealedSecrets: string;
  /** What `linksOf` says of each alert. */
  readonly alertLinks: readonly LinkedAlert[];
  /** Private addresses that the owner may reach, as it is now. */
  readonly approved: readonly ApprovedAddress[];
}

interface LinkedAlert {
  readonly incidentId: string;
  readonly status: string;
  readonly links: AlertLinks;
}

export interface CarriedAttempt {
  readonly kind: DestinationKind;
  readonly attemptId: string;
  readonly approved: readonly ApprovedAddress[];
}

export function carriedMessage(
  { secrets, linksOf, ...message }: OutgoingMessage,
  attempt: CarriedAttempt,
  sealer: Sealer,
): CarriedMessage {
  const alerts = linksOf === undefined ? [] : alertsOf(message.notification);
  return {
    ...message,
    ...attempt,
    sealedSecrets: sealer.seal(JSON.stringify(secrets), contextOf(attempt.attemptId)),
    alertLinks: alerts.map((alert) => ({
      incidentId: alert.incidentId,
      status: alert.status,
      links: linksOf?.(alert) ?? message.links,
    })),
  };
}

/**
 * The message as its kind is given it.
 * @throws AppError `internal` when its secrets were sealed with another key or for another attempt
 */
export function openCarried(carried: CarriedMessage, sealer: Sealer): OutgoingMessage {
  const {
    kind: _kind,
    attemptId,
    sealedSecrets,
    alertLinks,
    approved: _approved,
    ...message
  } = carried;
  const secrets: ChannelSecrets = JSON.parse(sealer.open(sealedSecrets, contextOf(attemptId)));
  const known = new Map(alertLinks.map((one) => [keyOf(one), one.links]));
  return {
    ...message,
    secrets,
    ...(known.size === 0 ? {} : { linksOf: (alert) => known.get(keyOf(alert)) ?? message.links }),
  };
}

const contextOf = (attemptId: string): string => `carried/${attemptId}`;

const keyOf = ({ incidentId, status }: Pick<LinkedAlert, 'incidentId' | 'status'>): string =>
  `${status} ${incidentId}`;
