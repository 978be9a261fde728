import { AppError } from '../../platform/errors/app-error.ts';
import type { Incident } from '../incidents/incident.ts';
import type {
  ChannelKind,
  OutgoingMessage,
  TextFormat,
  WrittenMessage,
} from '../notify/channel-kind.ts';
import { exampleNotification } from '../notify/example-notification.ts';
import { notificationOf } from '../notify/notification-of.ts';
import type { IncidentLinks } from '../outbox/outgoing-message.ts';
import type {
  ChannelKindName,
  ChannelLanguage,
  ChannelSettings,
  ChannelTemplates,
} from './channel.ts';

/** What of a draft a message is written with. */
export interface PreviewDraft {
  readonly kind: ChannelKindName;
  readonly name: string;
  readonly language: ChannelLanguage;
  readonly templates: ChannelTemplates;
  readonly settings: ChannelSettings;
}

export type ChannelPreview = WrittenMessage & { readonly format: TextFormat };

export interface PreviewParts {
  readonly kind: ChannelKind;
  readonly owner: string;
  readonly draft: PreviewDraft;
  /** Null: the example. */
  readonly incident: Incident | null;
  readonly timeZone: string;
  readonly links: IncidentLinks;
  readonly nowMs: number;
}

/**
 * The message as the kind would write it now.
 * @throws AppError `invalid` for a kind without texts
 */
export function previewChannel(parts: PreviewParts): ChannelPreview {
  const { kind, owner, draft, incident, links } = parts;
  if (!kind.write) throw new AppError('invalid', `Channels of kind ${draft.kind} have no text.`);
  const id = incident?.id ?? '00000000000000000000000000';
  const ruleId = incident?.ruleId ?? null;
  const message: OutgoingMessage = {
    deliveryId: id,
    notification: notificationIn(parts),
    channelId: id,
    channelName: draft.name,
    language: draft.language,
    settings: draft.settings,
    secrets: {},
    timeZone: parts.timeZone,
    links: {
      incident: links.incident(owner, id),
      rule: ruleId === null ? null : links.rule(owner, ruleId),
    },
    templates: draft.templates,
  };
  return kind.write(message);
}

function notificationIn({ incident, owner, nowMs }: PreviewParts) {
  if (incident === null) return { ...exampleNotification(owner, nowMs), isTest: false };
  return notificationOf(incident, incident.status, null, nowMs);
}
