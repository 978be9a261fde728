import type { Labels } from '../../../platform/model/labels.ts';
import type { ChannelLanguage } from '../../channels/channel.ts';
import type { OutgoingMessage } from '../../notify/channel-kind.ts';
import { messageContent } from '../../notify/content/message-content.ts';
import { mailHtml } from '../../notify/email/mail-html.ts';
import { mailSubject } from '../../notify/email/mail-subject.ts';
import { mailText } from '../../notify/email/mail-text.ts';
import { notificationOf } from '../../notify/notification-of.ts';
import { foundAlerts, type TextContext } from '../../ruler/found-alerts.ts';
import type { RuleGroup } from '../manifests/rule-group.ts';
import { alertingRule } from './alert-identities.ts';
import type { PastFiring } from './past-result.ts';

/** A message as it would have gone out. All texts in it may be hostile, but for `html`, a whole page. */
export interface PastMessage {
  readonly atMs: number;
  readonly severity: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly value: number;
  /** False: nothing fired, and this is how it would look if the last value did. */
  readonly isReal: boolean;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Templates that cannot be expanded. */
  readonly problems: readonly string[];
}

/** What messages are written with. */
export interface MessageContext {
  readonly texts: TextContext;
  readonly language: ChannelLanguage;
  /** IANA. */
  readonly timeZone: string;
  readonly channelName: string;
}

/** The message of a firing, rendered by what renders mails. */
export async function pastMessage(
  firing: PastFiring,
  group: Pick<RuleGroup, 'rules'>,
  context: MessageContext,
): Promise<PastMessage | null> {
  const { incident, elementLabels: labels, value, level, atMs, isReal } = firing;
  const made = await foundAlerts([{ labels, value }], alertingRule(group, level), context.texts);
  if (made.kind === 'failed') return null;
  const [alert] = made.alerts.values();
  const annotations = alert?.annotations ?? new Map();
  const notification = notificationOf({ ...incident, annotations }, 'firing', null, atMs);
  const content = messageContent(outgoing(notification, context));
  return {
    atMs,
    severity: incident.severity,
    labels: incident.labels,
    annotations,
    value,
    isReal,
    subject: mailSubject(content),
    text: mailText(content),
    html: mailHtml(content),
    problems: made.textProblems,
  };
}

/** There is no such incident and no such delivery, so that nothing is linked. */
function outgoing(
  notification: OutgoingMessage['notification'],
  { language, timeZone, channelName }: MessageContext,
): OutgoingMessage {
  return {
    deliveryId: notification.incidentId,
    notification,
    channelId: '',
    channelName,
    language,
    settings: {},
    secrets: {},
    timeZone,
    links: { incident: null, rule: null },
  };
}
