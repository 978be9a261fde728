import { createTransport } from 'nodemailer';
import type { SendOutcome } from '../channel-kind.ts';
import { shortDetail } from '../given-fields.ts';
import { judgeSmtpFailure } from './judge-smtp.ts';
import { domainOf } from './mail-address.ts';
import type { MailRelay } from './mail-relay.ts';
import { headerText } from './mail-subject.ts';
import { transportOptions } from './transport-options.ts';

/** A mail that is no message about incidents. Addresses are such that `isMailAddress` accepts. */
export interface PostedMail {
  /** The same mail again has the same id. */
  readonly id: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly files: readonly MailFile[];
}

export interface MailFile {
  /** Where the HTML shows it as `cid:…`; null: it is attached. */
  readonly contentId: string | null;
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** Posts mails through the administrator's relay, as the channel of kind `email` does. */
export interface MailPost {
  /** Never rejects. */
  send(mail: PostedMail, signal: AbortSignal): Promise<SendOutcome>;
}

/** @param relay null while none is configured: mails wait for one */
export function mailPost(relay: MailRelay | null): MailPost {
  if (relay === null) return { send: () => Promise.resolve(NO_RELAY) };
  // A few mails a day: a connection for each, closed behind it.
  const transport = createTransport(transportOptions(relay));
  return {
    send: async (mail, signal) => {
      if (signal.aborted) return BROKEN_OFF;
      const gone = new Promise<SendOutcome>((resolve) =>
        signal.addEventListener('abort', () => resolve(BROKEN_OFF), { once: true }),
      );
      const sent = transport.sendMail(messageOf(relay, mail)).then(outcomeOf, judgeSmtpFailure);
      return Promise.race([sent, gone]);
    },
  };
}

const NO_RELAY: SendOutcome = {
  kind: 'retry',
  reason: 'mail_relay_not_configured',
  detail: 'no mail relay is configured; an administrator sets it in the configuration file',
};
const BROKEN_OFF: SendOutcome = {
  kind: 'retry',
  reason: 'mail_broken_off',
  detail: 'no answer in time',
};

function messageOf(relay: MailRelay, { id, to, cc, bcc, subject, text, html, files }: PostedMail) {
  return {
    from: { name: headerText(relay.fromName), address: relay.from },
    messageId: `<${id}@${domainOf(relay.from)}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    ...{ to: [...to], cc: [...cc], bcc: [...bcc], subject: headerText(subject), text, html },
    attachments: files.map(({ contentId, name, contentType, content }) => ({
      ...(contentId === null ? {} : { cid: contentId }),
      contentDisposition: contentId === null ? ('attachment' as const) : ('inline' as const),
      ...{ filename: name, contentType, content: Buffer.from(content) },
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

interface PostedInfo {
  readonly accepted?: readonly unknown[] | undefined;
  readonly rejected?: readonly unknown[] | undefined;
  readonly response?: string | undefined;
}

function outcomeOf({ accepted = [], rejected = [], response = '' }: PostedInfo): SendOutcome {
  const refused = rejected.length > 0 ? `${rejected.length} of the addresses refused; ` : '';
  return {
    kind: 'sent',
    detail: shortDetail(`${refused}${accepted.length} accepted: ${response}`),
  };
}
