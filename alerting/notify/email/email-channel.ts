import { createTransport, type Transporter } from 'nodemailer';
import type { ChannelSettings } from '../../channels/channel.ts';
import type {
  ChannelKind,
  CheckedSettings,
  OutgoingMessage,
  SendOutcome,
} from '../channel-kind.ts';
import { givenList, shortDetail, unknownFields } from '../given-fields.ts';
import { judgeSmtpFailure } from './judge-smtp.ts';
import { domainOf, isMailAddress } from './mail-address.ts';
import { mailContent } from './mail-content.ts';
import { mailHtml } from './mail-html.ts';
import type { MailRelay } from './mail-relay.ts';
import { headerText, mailSubject } from './mail-subject.ts';
import { mailText } from './mail-text.ts';

const MAX_RECIPIENTS = 50;
const MAX_CONNECTIONS = 4;

/** Mail, with a pool of connections that must be closed when the process stops. */
export interface EmailChannel extends ChannelKind {
  close(): void;
}

/** @param relay null while none is configured: messages wait for one. */
export function emailChannel(relay: MailRelay | null): EmailChannel {
  const transport = relay === null ? null : transportTo(relay);
  return {
    name: 'email',
    check,
    send: (message, signal) =>
      relay === null || transport === null
        ? Promise.resolve(NO_RELAY)
        : send(relay, transport, message, signal),
    close: () => transport?.close(),
  };
}

const NO_RELAY: SendOutcome = {
  kind: 'retry',
  reason: 'mail_relay_not_configured',
  detail: 'no mail relay is configured; an administrator sets it in the configuration file',
};

function check(given: ChannelSettings): CheckedSettings {
  const to = givenList(given, 'to') ?? [];
  const findings = [...unknownFields(given, ['to'])];
  if (to.length === 0) findings.push({ path: '/to', message: 'expected at least one address' });
  if (to.length > MAX_RECIPIENTS) {
    findings.push({ path: '/to', message: `expected at most ${MAX_RECIPIENTS} addresses` });
  }
  to.forEach((address, index) => {
    if (isMailAddress(address)) return;
    findings.push({ path: `/to/${index}`, message: 'expected an address such as ops@example.org' });
  });
  if (findings.length > 0) return { kind: 'invalid', findings };
  const distinct = [...new Set(to)];
  return { kind: 'valid', settings: { to: distinct }, secrets: {}, target: distinct.join(', ') };
}

function transportTo(relay: MailRelay): Transporter {
  const { host, port, tls, ca, user, password } = relay;
  return createTransport({
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(ca === null ? {} : { tls: { ca } }),
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: relay.connectTimeoutMs,
    greetingTimeout: relay.connectTimeoutMs,
    socketTimeout: relay.socketTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

async function send(
  relay: MailRelay,
  transport: Transporter,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const { to } = message.settings;
  if (typeof to === 'string' || to === undefined) {
    return { kind: 'drop', reason: 'mail_without_recipient', detail: 'the channel has no address' };
  }
  try {
    const sending = transport.sendMail(mailOf(relay, message, to));
    const info: SentInfo = await Promise.race([sending, abortOf(signal)]);
    return outcomeOf(info);
  } catch (thrown) {
    if (signal.aborted) {
      return { kind: 'retry', reason: 'mail_broken_off', detail: 'no answer in time' };
    }
    return judgeSmtpFailure(thrown);
  }
}

/** Names in headers come from the delivery and incident: the same mail again has the same id. */
function mailOf(relay: MailRelay, message: OutgoingMessage, to: readonly string[]) {
  const content = mailContent(message);
  const domain = domainOf(relay.from);
  const thread = `<incident-${message.notification.incidentId}@${domain}>`;
  return {
    from: { name: headerText(relay.fromName), address: relay.from },
    to: [...to],
    subject: mailSubject(content),
    messageId: `<${message.deliveryId}@${domain}>`,
    inReplyTo: thread,
    references: thread,
    text: mailText(content),
    html: mailHtml(content),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
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
