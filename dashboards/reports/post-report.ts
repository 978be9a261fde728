import type { SendOutcome } from '../../alerting/notify/channel-kind.ts';
import type { MailPost, PostedMail } from '../../alerting/notify/email/mail-post.ts';
import type { MadeReport } from './make-report.ts';
import {
  type MailRecipients,
  megabytes,
  type RefusedSize,
  reportMail,
  sizeOfMail,
} from './report-mail.ts';
import { type ReportReason, reasonFor } from './report-reasons.ts';

export interface PostedReport {
  readonly outcome: SendOutcome;
  /** Of the mail that was tried last. */
  readonly sizeBytes: number;
  /** What it went without; none where it went whole. */
  readonly notes: readonly ReportReason[];
}

/**
 * Posts a report. A relay that takes no mail of its size is given it without its attachment, then without its pictures:
 * a link to the dashboard is in each. Never rejects.
 * @param id of the mail, the same for another try
 */
export async function postReport(
  post: MailPost,
  made: MadeReport,
  { recipients, id }: { readonly recipients: MailRecipients; readonly id: string },
  signal: AbortSignal,
): Promise<PostedReport> {
  let refused: RefusedSize | null = null;
  for (;;) {
    const mail: PostedMail = reportMail(made, recipients, id, refused);
    const outcome = await post.send(mail, signal);
    const sizeBytes = sizeOfMail(mail);
    const next: RefusedSize | null = isTooLarge(outcome) ? nextOf(made, refused, sizeBytes) : null;
    if (next === null) return { outcome, sizeBytes, notes: notesOf(refused) };
    refused = next;
  }
}

/** What the next try leaves out; null: there is nothing left. */
function nextOf(
  { document, attachment }: MadeReport,
  refused: RefusedSize | null,
  triedBytes: number,
): RefusedSize | null {
  const sizeBytes = refused?.sizeBytes ?? triedBytes;
  if (refused === null && attachment !== null) return { sizeBytes, without: 'attachment' };
  const hasPictures = refused?.without !== 'pictures' && document.panels.length > 0;
  return hasPictures ? { sizeBytes, without: 'pictures' } : null;
}

/** As relays say it: 552, or one of the enhanced codes for a message that is too large (RFC 3463). */
function isTooLarge(outcome: SendOutcome): boolean {
  if (outcome.kind !== 'drop') return false;
  return outcome.status === 552 || /(?:^|\s|#|\d-)5\.(?:3\.4|2\.3)\b/.test(outcome.detail ?? '');
}

function notesOf(refused: RefusedSize | null): readonly ReportReason[] {
  if (refused === null) return [];
  const code = refused.without === 'attachment' ? 'without_attachment' : 'without_pictures';
  return [reasonFor(code, { size: megabytes(refused) })];
}
