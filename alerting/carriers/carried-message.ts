import type { ApprovedAddress } from '../addresses/approved-list.ts';
import type { Sealer } from '../channels/channel-secrets.ts';
import type { AlertLinks, DestinationKind, OutgoingMessage } from '../notify/channel-kind.ts';
import { alertsOf } from '../notify/notification.ts';

/**
 * A message as another process of the service is given it, that has the same keys and knows no state.
 * Nothing in it can be read on the way: its links act for whoever holds them.
 */
export interface CarriedMessage {
  /** Of this attempt: what was carried once is not carried again. */
  readonly attemptId: string;
  /** Tells attempts apart by when they were made, over takeovers and whatever the clocks say. */
  readonly made: AttemptOrder;
  readonly kind: DestinationKind;
  readonly owner: string;
  /** The message with its secrets, sealed for this attempt. */
  readonly sealed: string;
  /** Private addresses that the owner may reach, as it is now. */
  readonly approved: readonly ApprovedAddress[];
}

export interface AttemptOrder {
  /** Of the process that decides. */
  readonly epoch: number;
  /** Of the attempt, among those of the process. */
  readonly number: number;
}

interface LinkedAlert {
  readonly incidentId: string;
  readonly status: string;
  readonly links: AlertLinks;
}

interface Sealed {
  readonly message: Omit<OutgoingMessage, 'linksOf'>;
  /** What `linksOf` says of each alert. */
  readonly alertLinks: readonly LinkedAlert[];
}

export type CarriedAttempt = Pick<CarriedMessage, 'attemptId' | 'made' | 'kind' | 'approved'>;

export function carriedMessage(
  { linksOf, ...message }: OutgoingMessage,
  attempt: CarriedAttempt,
  sealer: Sealer,
): CarriedMessage {
  const alerts = linksOf === undefined ? [] : alertsOf(message.notification);
  const alertLinks = alerts.map((alert) => ({
    incidentId: alert.incidentId,
    status: alert.status,
    links: linksOf?.(alert) ?? message.links,
  }));
  const said: Sealed = { message, alertLinks };
  const { owner } = message.notification;
  return { ...attempt, owner, sealed: sealer.seal(JSON.stringify(said), contextOf(attempt)) };
}

/**
 * The message as its kind is given it.
 * @throws AppError `internal` when it was sealed with another key or for another attempt
 */
export function openCarried(carried: CarriedMessage, sealer: Sealer): OutgoingMessage {
  const text = sealer.open(carried.sealed, contextOf(carried));
  const { message, alertLinks }: Sealed = JSON.parse(text);
  const known = new Map(alertLinks.map((one) => [keyOf(one), one.links]));
  return {
    ...message,
    ...(known.size === 0 ? {} : { linksOf: (alert) => known.get(keyOf(alert)) ?? message.links }),
  };
}

const contextOf = ({ attemptId, kind }: Pick<CarriedMessage, 'attemptId' | 'kind'>): string =>
  `carried/${kind}/${attemptId}`;

const keyOf = ({ incidentId, status }: Pick<LinkedAlert, 'incidentId' | 'status'>): string =>
  `${status} ${incidentId}`;
