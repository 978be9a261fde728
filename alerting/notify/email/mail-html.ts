import { escapeHtml as escapeText } from '../../../platform/gotemplate/escape-text.ts';
import {
  type AlertContent,
  leadOf,
  type MessageContent,
  type MessageRow,
} from '../content/message-content.ts';

const FONT =
  "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,'PingFang SC','Microsoft YaHei',sans-serif";
const TONES = {
  firing: { bar: '#b42318', soft: '#fef3f2' },
  resolved: { bar: '#17753d', soft: '#f0f9f3' },
} as const;

/**
 * The HTML alternative: one calm table, inline styles only, nothing loaded from anywhere,
 * readable in dark clients and at 320 px. Every text goes through `escapeHtml`.
 */
export function mailHtml(content: MessageContent, extras: MailExtras = {}): string {
  const { own = null, picture = null } = extras;
  const tone = TONES[content.tone];
  const note = content.testNote === null ? '' : paragraph(content.testNote, '#6b7280');
  const body = [
    `<p style="margin:0 0 4px;font-size:13px;color:${tone.bar};font-weight:600">${escapeHtml(content.headline)} &middot; ${escapeHtml(content.severity)}</p>`,
    `<h1 style="margin:0 0 12px;font-size:20px;line-height:1.3;color:#111827;word-break:break-word">${escapeHtml(content.title)}</h1>`,
    note,
    own === null ? tables(content) : paragraph(own, '#111827', 'white-space:pre-wrap'),
    picture === null ? '' : pictureOf(picture, `${content.words.graph}: ${content.title}`),
    links(content, tone.bar),
    own === null ? section(content.words.labels, content.labels) : '',
  ].join('\n');
  return page(content.words.locale, content, tone, body);
}

/** What a mail holds besides its content. */
export interface MailExtras {
  /** What the channel's own template made, instead of the tables. */
  readonly own?: string | null;
  /** An attached picture. */
  readonly picture?: { readonly contentId: string; readonly widthPx: number } | null;
}

function tables(content: MessageContent): string {
  const { words, alerts, more } = content;
  const { lead, others } = leadOf(content);
  return [
    ...lead.map(({ value }) =>
      paragraph(value, '#111827', 'white-space:pre-wrap;word-break:break-word'),
    ),
    table(content.facts),
    section(words.levels, content.levels),
    ...alerts.map(alertOf),
    more === 0 ? '' : paragraph(words.more.replace('{count}', String(more)), '#6b7280'),
    section(words.annotations, others),
  ].join('\n');
}

function alertOf({ tone, state, severity, title, facts, labels, url }: AlertContent): string {
  const name = escapeHtml(title);
  const named =
    url === null ? name : `<a href="${escapeHtml(url)}" style="color:#111827">${name}</a>`;
  const head = `<h2 style="margin:20px 0 6px;font-size:15px;color:#111827;word-break:break-word"><span style="color:${TONES[tone].bar}">${escapeHtml(state)} &middot; ${escapeHtml(severity)}</span> ${named}</h2>`;
  return `${head}\n${table([...facts, ...labels])}`;
}

/** The picture comes with the mail: nothing is fetched when it is read. */
function pictureOf(picture: NonNullable<MailExtras['picture']>, alt: string): string {
  const { contentId, widthPx } = picture;
  return `<p style="margin:20px 0 0"><img src="cid:${escapeHtml(contentId)}" width="${widthPx}" alt="${escapeHtml(alt)}" style="display:block;width:100%;max-width:${widthPx}px;height:auto;border:0"></p>`;
}

function page(
  locale: string,
  content: MessageContent,
  tone: { readonly bar: string; readonly soft: string },
  body: string,
): string {
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>${escapeHtml(content.title)}</title></head>
<body style="margin:0;padding:0;background:#f3f4f6;font-family:${FONT}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f6"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px;background:#ffffff;border:1px solid #e5e7eb;border-top:4px solid ${tone.bar};border-radius:6px"><tr><td style="padding:24px">
${body}
</td></tr></table>
<p style="margin:12px 0 0;font-size:12px;color:#6b7280">${escapeHtml(content.footer)}</p>
</td></tr></table>
</body>
</html>
`;
}

function section(title: string, rows: readonly MessageRow[]): string {
  if (rows.length === 0) return '';
  return `<h2 style="margin:20px 0 6px;font-size:13px;color:#6b7280;font-weight:600">${escapeHtml(title)}</h2>\n${table(rows)}`;
}

function table(rows: readonly MessageRow[]): string {
  const lines = rows.map(
    ({ name, value }) =>
      `<tr><td width="120" style="width:120px;padding:5px 12px 5px 0;border-top:1px solid #f3f4f6;color:#6b7280;font-size:14px;vertical-align:top;word-break:break-word">${escapeHtml(name)}</td><td style="padding:5px 0;border-top:1px solid #f3f4f6;color:#111827;font-size:14px;vertical-align:top;word-break:break-word;white-space:pre-wrap">${escapeHtml(value)}</td></tr>`,
  );
  return `<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;table-layout:fixed">${lines.join('')}</table>`;
}

function links(content: MessageContent, colour: string): string {
  if (content.links.length === 0) return '';
  const [first, ...others] = content.links.map(({ text, url }) => ({
    text: escapeHtml(text),
    url: escapeHtml(url),
  }));
  const button = `<a href="${first?.url}" style="display:inline-block;padding:9px 16px;background:${colour};color:#ffffff;border-radius:4px;font-size:14px;font-weight:600;text-decoration:none">${first?.text}</a>`;
  const plain = others.map(
    ({ text, url }) =>
      `<a href="${url}" style="display:inline-block;padding:9px 16px;color:#374151;font-size:14px">${text}</a>`,
  );
  return `<p style="margin:20px 0 0">${button}${plain.join('')}</p>`;
}

function paragraph(text: string, colour: string, style = ''): string {
  return `<p style="margin:0 0 12px;font-size:14px;color:${colour};${style}">${escapeHtml(text)}</p>`;
}

/** Safe as text and inside double-quoted attributes; control characters other than breaks go. */
export function escapeHtml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return escapeText(text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, ''));
}
