import { assertNever } from '../../../../platform/model/assert-never.ts';
import { printInstantNs } from '../loki-time.ts';
import type { ExportedLine } from './exported-line.ts';

export const EXPORT_FORMATS = ['ndjson', 'csv', 'text'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8; header=present',
  text: 'text/plain; charset=utf-8',
};

/** File name extensions. */
export const EXTENSIONS: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'ndjson',
  csv: 'csv',
  text: 'txt',
};

/**
 * What stands before the first line. A CSV begins with a byte order mark: without it spreadsheets
 * read UTF-8 in the code page of their system, and Chinese is lost.
 */
export function headOf(format: ExportFormat): string {
  return format === 'csv' ? '\ufefftimestamp,labels,line\r\n' : '';
}

/**
 * One line as text, with its line end.
 *
 * @example ndjson: {"timestamp":"2026-01-02T03:04:05.000000006Z","ns":"1767323045000000006",
 *   "labels":{"app":"shop"},"line":"hello"}
 * @example csv: "2026-01-02T03:04:05.000000006Z","{""app"":""shop""}","hello"
 * @example text: 2026-01-02T03:04:05.000000006Z hello; further lines of the same entry are indented
 */
export function printLine(format: ExportFormat, { ns, labels, line }: ExportedLine): string {
  const timestamp = printInstantNs(ns);
  switch (format) {
    case 'ndjson':
      return `${JSON.stringify({ timestamp, ns: String(ns), labels, line })}\n`;
    case 'csv':
      return `"${timestamp}",${csvCell(JSON.stringify(labels))},${csvCell(line)}\r\n`;
    case 'text':
      return `${timestamp} ${line.replaceAll(/\r\n|\r|\n/g, '\n\t')}\n`;
    default:
      return assertNever(format);
  }
}

/** What is said beside the lines, as the last line: nothing but NDJSON has room for it always. */
export function tailOf(
  format: ExportFormat,
  facts: { readonly cursor: string | null; readonly lines: number; readonly error?: string },
): string {
  const { cursor, lines, error } = facts;
  if (format === 'ndjson') {
    const complete = cursor === null;
    return `${JSON.stringify({ complete, lines, cursor, ...(error === undefined ? {} : { error }) })}\n`;
  }
  if (cursor === null) return '';
  const more = `# ${error ?? 'there is more'}; go on with cursor=${cursor}`;
  return format === 'csv' ? `${csvCell(more)}\r\n` : `${more}\n`;
}

/**
 * Quoted; an apostrophe keeps spreadsheets from taking the text for a formula (OWASP, CSV injection),
 * which in Chinese and Japanese ones can begin with a full-width sign.
 */
function csvCell(text: string): string {
  const safe = /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
