import type { State, Statement } from '../../platform/state/state.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import { EventSql, withPositions } from '../incidents/event-sql.ts';
import type { EventDraft, EventKind } from '../incidents/incident-event.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import type { OutgoingMessage } from '../notify/channel-kind.ts';
import type { NotifiedAlert } from '../notify/notification.ts';

/** What a timeline says about one person. */
interface Said {
  readonly kind?: EventKind;
  readonly reason: string | null;
  /** Names the person. */
  readonly detail: string;
}

/** A line of an incident's timeline about one person that a receiver tells, or does not tell. */
export function personLine(
  message: Pick<OutgoingMessage, 'channelId' | 'channelName' | 'notification'>,
  alert: NotifiedAlert,
  atMs: number,
  { kind = 'notification_not_sent', reason, detail }: Said,
): EventDraft {
  return {
    incidentId: alert.incidentId,
    owner: message.notification.owner,
    environmentKey: environmentKeyOf(alert),
    ruleId: alert.ruleId,
    atMs,
    kind,
    severity: alert.severity,
    channelId: message.channelId,
    channelName: message.channelName,
    deliveryId: null,
    reason,
    detail,
    authorId: null,
    authorName: null,
  };
}

/** Writes lines with what they tell of; open pages hear of them. */
export async function commitLines(
  { state, feed }: { readonly state: State; readonly feed: EventFeed },
  lines: readonly EventDraft[],
  others: readonly Statement[],
): Promise<boolean> {
  const statements = [...others, ...new EventSql(state.dialect).insert(lines)];
  if (statements.length === 0) return true;
  const outcome = await state.commit({ name: 'people.lines', statements });
  if (outcome.kind !== 'committed') return false;
  feed.publish(withPositions(lines, statements, outcome.results));
  return true;
}
