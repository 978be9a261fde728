import { escapeHtml } from '../../../alerting/notify/email/mail-html.ts';
import { bandsOf, columnsOf } from './panel-bands.ts';
import type { ReportDocument, ReportPanel, ReportRow } from './report-document.ts';
import { REPORT_WORDS } from './report-words.data.ts';
import { underRows } from './under-rows.ts';

const FONT =
  "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,'PingFang SC','Microsoft YaHei',sans-serif";
const ACCENT = '#2f6db5';
const COLOURS = {
  light: {
    ground: '#f3f4f6',
    card: '#ffffff',
    line: '#e5e7eb',
    text: '#111827',
    dimmed: '#5b6472',
  },
  dark: { ground: '#0f1114', card: '#181b1f', line: '#2f353c', text: '#d9dee4', dimmed: '#98a2ad' },
} as const;
/** Nothing is run or fetched, whatever opens it. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

export interface ShownPanel {
  readonly panel: ReportPanel;
  /** `cid:…` or `data:…`. */
  readonly source: string;
}

export interface HtmlOptions {
  readonly panels: readonly ShownPanel[];
  /** How wide the dashboard is shown, CSS pixels. */
  readonly widthPx: number;
  /** What else is to be said below the pictures. */
  readonly notes: readonly string[];
}

/**
 * A report as a page: inline styles only, nothing run, nothing loaded from anywhere. Pictures have the
 * size that they have on the dashboard, or as much as the window has. Every text goes through `escapeHtml`.
 */
export function reportHtml(document: ReportDocument, options: HtmlOptions): string {
  const words = REPORT_WORDS[document.language];
  const { ground, card, line, text, dimmed } = COLOURS[document.theme];
  const { widthPx, panels, notes } = options;
  const scale = widthPx / Math.max(1, boardWidth(document.panels));
  const shown = panels.map(({ panel, source }) => ({ ...panel, source }));
  const isWhole = panels.length === document.panels.length;
  const shownRows = underRows(document.rows, shown)
    .filter((section) => isWhole || section.panels.length > 0)
    .flatMap(({ row, panels: below }) => [
      ...(row === null ? [] : [rowTitle(row, text, line)]),
      ...pictures(below, scale),
    ])
    .join('\n');
  const none = panels.length === 0 && notes.length === 0 ? [words.empty] : [];
  return `<!doctype html>
<html lang="${words.locale}">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="${document.theme}"><title>${escapeHtml(document.title)}</title></head>
<body style="margin:0;padding:0;background:${ground};font-family:${FONT}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:${ground}"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:${widthPx + 34}px;background:${card};border:1px solid ${line};border-top:4px solid ${ACCENT};border-radius:6px"><tr><td style="padding:16px">
<p style="margin:0 0 4px;font-size:13px;color:${dimmed}">${escapeHtml(document.name)}</p>
<h1 style="margin:0 0 12px;font-size:20px;line-height:1.3;color:${text};word-break:break-word">${escapeHtml(document.title)}</h1>
${facts(document, text, dimmed, line)}
<p style="margin:12px 0 16px"><a href="${escapeHtml(document.url)}" style="display:inline-block;padding:8px 14px;background:${ACCENT};color:#ffffff;border-radius:4px;font-size:14px;text-decoration:none">${escapeHtml(words.open)}</a></p>
<div style="font-size:0;line-height:0">
${shownRows}
</div>
${[...none, ...notes].map((note) => `<p style="margin:8px 0 0;font-size:14px;color:${dimmed}">${escapeHtml(note)}</p>`).join('\n')}
</td></tr></table>
<p style="margin:12px 0 0;font-size:12px;color:${dimmed}">${escapeHtml(document.footer)}</p>
</td></tr></table>
</body>
</html>
`;
}

/** The attachment and the preview: one file that needs nothing else. */
export function standaloneHtml(document: ReportDocument): string {
  const panels = document.panels.map((panel) => ({
    panel,
    source: `data:image/png;base64,${Buffer.from(panel.png).toString('base64')}`,
  }));
  return reportHtml(document, { panels, widthPx: STANDALONE_PX, notes: document.notes });
}

const STANDALONE_PX = 1_120;

/** From the left edge of the first column to the right edge of the last. */
export function boardWidth(panels: readonly ReportPanel[]): number {
  const left = Math.min(...panels.map((panel) => panel.left));
  const right = Math.max(...panels.map((panel) => panel.left + panel.widthPx));
  return panels.length === 0 ? 0 : right - left;
}

interface Sourced extends ReportPanel {
  readonly source: string;
}

/**
 * Bands of the dashboard, one below the other. Where some of a band stand above each other beside a higher
 * one, each column is a box: without it the lower ones would begin below the highest.
 */
function pictures(panels: readonly Sourced[], scale: number): readonly string[] {
  return bandsOf(panels).flatMap(({ panels: beside }) => {
    const columns = columnsOf(beside);
    if (columns.length === 1 || columns.every((column) => column.length === 1))
      return beside.map((panel) => picture(panel, panel.source, scale));
    return columns.map((column) => {
      const width = Math.floor(boardWidth(column) * scale);
      const inner = pictures(column, scale).join('\n');
      return `<div style="display:inline-block;vertical-align:top;width:${width}px;max-width:100%">\n${inner}\n</div>`;
    });
  });
}

/** Gaps between pictures are their margin. */
function picture({ title, widthPx, heightPx }: ReportPanel, source: string, scale: number): string {
  const width = Math.max(1, Math.floor(widthPx * scale) - GAP_PX);
  const ratio = `${widthPx} / ${heightPx}`;
  return `<img src="${escapeHtml(source)}" width="${width}" alt="${escapeHtml(title)}" style="display:inline-block;vertical-align:top;width:${width}px;max-width:100%;height:auto;aspect-ratio:${ratio};margin:0 ${GAP_PX}px ${GAP_PX}px 0;border:0">`;
}

const GAP_PX = 6;

function rowTitle({ title }: ReportRow, text: string, line: string): string {
  return `<p style="margin:10px ${GAP_PX}px 8px 0;padding:0 0 3px;border-bottom:1px solid ${line};font-size:15px;line-height:1.3;font-weight:600;color:${text};word-break:break-word">${escapeHtml(title)}</p>`;
}

function facts(document: ReportDocument, text: string, dimmed: string, line: string): string {
  const cell = `padding:4px 12px 4px 0;border-top:1px solid ${line};font-size:14px;vertical-align:top;word-break:break-word`;
  const rows = document.facts.map(
    ([name, value]) =>
      `<tr><td width="110" style="width:110px;color:${dimmed};${cell}">${escapeHtml(name)}</td><td style="color:${text};white-space:pre-wrap;${cell}">${escapeHtml(value)}</td></tr>`,
  );
  return `<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;table-layout:fixed">${rows.join('')}</table>`;
}

/** Titles, those of panels below those of their rows. */
function listed({ rows, panels }: ReportDocument): readonly string[] {
  return underRows(rows, panels).flatMap(({ row, panels: below }) => [
    ...(row === null ? [] : [`  ${row.title}`]),
    ...below.map(({ title }) => `  - ${title}`),
  ]);
}

/** The plain text of a mail: all that the page says but for its pictures. */
export function reportText(document: ReportDocument, notes: readonly string[]): string {
  const words = REPORT_WORDS[document.language];
  const lines = [
    `${document.name}: ${document.title}`,
    document.facts.map(([name, value]) => `  ${name}: ${value}`).join('\n'),
    ...(document.panels.length === 0 ? [words.empty] : [listed(document).join('\n')]),
    ...notes,
    `${words.open}: ${document.url}`,
    `-- \n${document.footer}`,
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return `${lines.join('\n\n').replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')}\n`;
}
