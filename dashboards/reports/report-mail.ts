import type { MailFile, PostedMail } from '../../alerting/notify/email/mail-post.ts';
import { reportHtml, reportText } from './document/report-html.ts';
import { fillWords, REPORT_WORDS } from './document/report-words.data.ts';
import { type MadeReport, within } from './make-report.ts';

/** Pictures in the mail itself; the others are in its attachment. */
const MOST_PICTURES = 24;
const MOST_BYTES = 3_000_000;
/** The dashboard as wide as a mail is read. */
const WIDTH_PX = 760;

/** Whom a mail goes to, each once. */
export interface MailRecipients {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
}

/** The mail of a report: its pictures come with it, so that nothing is fetched when it is read. */
export function reportMail(
  { document, attachment }: MadeReport,
  recipients: MailRecipients,
  id: string,
): PostedMail {
  const words = REPORT_WORDS[document.language];
  const { panels, name, title, rangeText } = document;
  const shown = within(panels.slice(0, MOST_PICTURES), MOST_BYTES);
  const more = panels.length - shown.length;
  const rest = attachment === null ? words.more : words.moreAttached;
  const notes = [...(more > 0 ? [fillWords(rest, { count: more })] : []), ...document.notes];
  const pictures = shown.map((panel, index) => ({ panel, contentId: `panel-${index + 1}` }));
  const inHtml = pictures.map(({ panel, contentId }) => ({ panel, source: `cid:${contentId}` }));
  const files: MailFile[] = pictures.map(({ panel, contentId }) => ({
    ...{ contentId, name: `${contentId}.png`, contentType: 'image/png', content: panel.png },
  }));
  if (attachment !== null) files.push({ contentId: null, ...attachment });
  return {
    id,
    ...recipients,
    subject: `${name}: ${title}, ${rangeText}`,
    text: reportText(document, notes),
    html: reportHtml(document, { panels: inHtml, widthPx: WIDTH_PX, notes }),
    files,
  };
}
