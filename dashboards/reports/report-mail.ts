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

/** A mail that was refused for its size, and by how much. */
export interface RefusedSize {
  readonly sizeBytes: number;
  /** What the next try goes without: its attachment, or its pictures as well. */
  readonly without: 'attachment' | 'pictures';
}

/** The mail of a report: its pictures come with it, so that nothing is fetched when it is read. */
export function reportMail(
  { document, attachment: made }: MadeReport,
  recipients: MailRecipients,
  id: string,
  refused: RefusedSize | null = null,
): PostedMail {
  const words = REPORT_WORDS[document.language];
  const { panels, name, title, rangeText } = document;
  const attachment = refused === null ? made : null;
  const inMail = refused?.without === 'pictures' ? [] : panels.slice(0, MOST_PICTURES);
  const shown = within(inMail, MOST_BYTES);
  const more = panels.length - shown.length;
  const rest = attachment === null ? words.more : words.moreAttached;
  const notes = [
    ...(refused === null ? [] : [fillWords(words.refusedSize, { size: megabytes(refused) })]),
    ...(more > 0 ? [fillWords(rest, { count: more })] : []),
    ...document.notes,
  ];
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

/** Of all its parts, before they are packed for the wire, which makes them a third larger. */
export function sizeOfMail({ text, html, files }: PostedMail): number {
  const texts = Buffer.byteLength(text) + Buffer.byteLength(html);
  return files.reduce((sum, { content }) => sum + content.byteLength, texts);
}

/** As `12.3 MB`. */
export function megabytes({ sizeBytes }: Pick<RefusedSize, 'sizeBytes'>): string {
  return `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
}
