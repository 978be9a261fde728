import { createTransport, type Transporter } from 'nodemailer';
import type { ChannelKind, OutgoingMessage, SendOutcome, WrittenMessage } from '../channel-kind.ts';
import { alertGroupOf } from '../content/alert-group.ts';
import { plainLine } from '../content/markup.ts';
import { messageContent } from '../content/message-content.ts';
import { ownTexts } from '../content/write-message.ts';
import { shortDetail } from '../given-fields.ts';
import type { KindDescription, KindField } from '../kind-description.ts';
import type { PanelImage, PanelPicture } from '../panel-image.ts';
import { panelRequest } from '../pictures/panel-request.ts';
import { withProblems } from '../service/text-service.ts';
import type { Words } from '../words.ts';
import { judgeSmtpFailure } from './judge-smtp.ts';
import { domainOf } from './mail-address.ts';
import { mailHtml } from './mail-html.ts';
import { checkMail, MAX_RECIPIENTS, recipientsOf } from './mail-recipients.ts';
import type { MailRelay } from './mail-relay.ts';
import { headerText, mailSubject } from './mail-subject.ts';
import { mailText } from './mail-text.ts';
import { transportOptions } from './transport-options.ts';

const MAX_CONNECTIONS = 4;
const PICTURE_ID = 'panel';
const MAX_PICTURE_BYTES = 2_000_000;

/** Mails through the administrator's relay; who tells people by name sends through it too. */
export const email: KindDescription = {
  name: 'email',
  title: { en: 'Mail', zh: '邮件' },
  hint: { en: 'Messages to one or more addresses.', zh: '发送到一个或多个邮箱。' },
  icon: 'mail',
  hasTexts: true,
  fields: [
    {
      ...addresses('to', { en: 'Addresses', zh: '邮箱地址' }),
      help: { en: 'Press Enter after each.', zh: '每输入一个按 Enter。' },
      isRequired: true,
      minItems: 1,
    },
    { ...addresses('cc', { en: 'CC', zh: '抄送' }), isRare: true },
    {
      ...addresses('bcc', { en: 'BCC', zh: '密送' }),
      help: { en: 'The others do not see them.', zh: '其他收件人看不到。' },
      isRare: true,
    },
  ],
  sending: { by: 'owner', create: (parts) => parts.email },
};

function addresses(name: string, label: Words): KindField {
  return {
    name,
    type: 'tags',
    label,
    minItems: 0,
    maxItems: MAX_RECIPIENTS,
    minLength: 3,
    maxLength: 254,
    pattern: /^[^\s@]+@[^\s@]+$/,
    wrong: { en: 'Not a mail address: {{value}}', zh: '不是有效的邮箱地址：{{value}}' },
  };
}

/** Mail, with a pool of connections that must be closed when the process stops. */
export interface EmailChannel extends ChannelKind {
  close(): void;
}

/**
 * @param relay null while none is configured: messages wait for one
 * @param panel null: mails show no picture
 */
export function emailChannel(
  relay: MailRelay | null,
  panel: PanelImage | null = null,
): EmailChannel {
  const transport = relay === null ? null : transportTo(relay);
  return {
    name: 'email',
    check: checkMail,
    write: (message) => ({ ...writtenMail(message, null).written, format: 'text' }),
    send: (message, signal) =>
      relay === null || transport === null
        ? Promise.resolve(NO_RELAY)
        : send({ relay, transport, panel }, message, signal),
    close: () => transport?.close(),
  };
}

const NO_RELAY: SendOutcome = {
  kind: 'retry',
  reason: 'mail_relay_not_configured',
  detail: 'no mail relay is configured; an administrator sets it in the configuration file',
};

function transportTo(relay: MailRelay): Transporter {
  return createTransport({
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    ...transportOptions(relay),
  });
}

interface MailParts {
  readonly relay: MailRelay;
  readonly transport: Transporter;
  readonly panel: PanelImage | null;
}

async function send(
  { relay, transport, panel }: MailParts,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const recipients = recipientsOf(message.settings);
  if (Object.keys(recipients).length === 0) {
    return { kind: 'drop', reason: 'mail_without_recipient', detail: 'the channel has no address' };
  }
  try {
    const picture = panel === null ? null : await pictureFor(panel, message, signal);
    const { written, html } = writtenMail(message, picture);
    const mail = { ...mailOf(relay, message), ...recipients, ...contentOf(written, html, picture) };
    const info: SentInfo = await Promise.race([transport.sendMail(mail), abortOf(signal)]);
    return withProblems(outcomeOf(info), written);
  } catch (thrown) {
    if (signal.aborted) {
      return { kind: 'retry', reason: 'mail_broken_off', detail: 'no answer in time' };
    }
    return judgeSmtpFailure(thrown);
  }
}

/** A message must not wait for its picture, nor be lost with it. */
async function pictureFor(
  panel: PanelImage,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<PanelPicture | null> {
  // Whoever draws has logged why it could not; the mail does not wait for a better day.
  const picture = await panel.draw(panelRequest(message), signal).catch(() => null);
  return picture !== null && picture.png.byteLength <= MAX_PICTURE_BYTES ? picture : null;
}

function writtenMail(
  message: OutgoingMessage,
  picture: PanelPicture | null,
): { readonly written: WrittenMessage; readonly html: string } {
  const content = messageContent(message);
  const { title, body: own, problems } = ownTexts(message, plainLine);
  const shown = picture === null ? null : { contentId: PICTURE_ID, widthPx: picture.widthPx };
  return {
    written: {
      title: title === null ? mailSubject(content) : headerText(title),
      body: mailText(content, own),
      isShortened: false,
      problems,
    },
    html: mailHtml(content, { own, picture: shown }),
  };
}

/** Names in headers come from the delivery and the group: the same mail again has the same id. */
function mailOf(relay: MailRelay, message: OutgoingMessage) {
  const domain = domainOf(relay.from);
  const thread = `<incident-${alertGroupOf(message).key}@${domain}>`;
  return {
    from: { name: headerText(relay.fromName), address: relay.from },
    messageId: `<${message.deliveryId}@${domain}>`,
    inReplyTo: thread,
    references: thread,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function contentOf(written: WrittenMessage, html: string, picture: PanelPicture | null) {
  const attached = picture && {
    cid: PICTURE_ID,
    filename: 'panel.png',
    contentType: 'image/png',
    contentDisposition: 'inline' as const,
    content: Buffer.from(picture.png),
  };
  return {
    subject: written.title,
    text: written.body,
    html,
    ...(attached === null ? {} : { attachments: [attached] }),
  };
}

interface SentInfo {
  readonly accepted?: readonly unknown[] | undefined;
  readonly rejected?: readonly unknown[] | undefined;
  readonly response?: string | undefined;
}

function outcomeOf({ accepted = [], rejected = [], response = '' }: SentInfo): SendOutcome {
  const refused = rejected.length > 0 ? `${rejected.length} of the addresses refused; ` : '';
  const status = /^\d{3}/.exec(response)?.[0];
  return {
    kind: 'sent',
    ...(status === undefined ? {} : { status: Number(status) }),
    detail: shortDetail(`${refused}${accepted.length} accepted: ${response}`),
  };
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
