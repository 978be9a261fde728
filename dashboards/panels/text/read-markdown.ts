import type { TextBlock } from '../../model/text-blocks.ts';
import { readParts } from './read-parts.ts';

/** A deeper nesting of lists and quotes is read as text. */
const MOST_DEPTH = 6;

/**
 * Reads the Markdown that text panels use: headings, paragraphs, lists, quotes, code, rules, tables. HTML
 * in it is text. Every line is looked at once per level, so hostile texts cost no more than their size.
 */
export function readMarkdown(text: string, depth = 0): readonly TextBlock[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const blocks: TextBlock[] = [];
  for (let at = 0; at < lines.length; ) {
    const read = READERS.map((reader) => reader(lines, at, depth)).find((found) => found !== null);
    const { block, next } = read ?? readParagraph(lines, at);
    if (block !== null) blocks.push(block);
    at = Math.max(next, at + 1);
  }
  return blocks;
}

interface Read {
  readonly block: TextBlock | null;
  /** The line after it. */
  readonly next: number;
}

type Reader = (lines: readonly string[], at: number, depth: number) => Read | null;

const HEADING = /^ {0,3}(#{1,6})\s(.*)$/;
const RULE = /^ {0,3}(?:-\s*){3,}$|^ {0,3}(?:\*\s*){3,}$|^ {0,3}(?:_\s*){3,}$/;
const ITEM = /^( {0,3})(?:[-*+]|\d{1,9}[.)])\s+(.*)$/;
const FENCE = /^ {0,3}(```+|~~~+)/;

const READERS: readonly Reader[] = [
  (lines, at) => (lines[at]?.trim() === '' ? { block: null, next: at + 1 } : null),
  readFence,
  (lines, at) => {
    const [, marks = '', text = ''] = HEADING.exec(lines[at] ?? '') ?? [];
    if (marks === '') return null;
    const parts = readParts(withoutMarks(text.trim()));
    return { block: { kind: 'heading', level: marks.length, parts }, next: at + 1 };
  },
  (lines, at) => (RULE.test(lines[at] ?? '') ? { block: { kind: 'rule' }, next: at + 1 } : null),
  readQuote,
  readList,
  readTable,
];

/** Those that may close a heading; a pattern for them would cost the square of the text. */
function withoutMarks(text: string): string {
  let end = text.length;
  while (text[end - 1] === '#') end -= 1;
  return text.slice(0, end).trimEnd();
}

function readFence(lines: readonly string[], at: number): Read | null {
  const fence = FENCE.exec(lines[at] ?? '')?.[1];
  if (fence === undefined) return null;
  const end = lines.findIndex((line, index) => index > at && line.trim().startsWith(fence));
  const last = end < 0 ? lines.length : end;
  return { block: { kind: 'code', text: lines.slice(at + 1, last).join('\n') }, next: last + 1 };
}

function readQuote(lines: readonly string[], at: number, depth: number): Read | null {
  const isQuoted = (line: string | undefined) => /^ {0,3}>/.test(line ?? '');
  if (!isQuoted(lines[at]) || depth >= MOST_DEPTH) return null;
  let next = at;
  while (isQuoted(lines[next])) next += 1;
  const inner = lines.slice(at, next).map((line) => line.replace(/^ {0,3}> ?/, ''));
  return { block: { kind: 'quote', blocks: readMarkdown(inner.join('\n'), depth + 1) }, next };
}

function readList(lines: readonly string[], at: number, depth: number): Read | null {
  const first = ITEM.exec(lines[at] ?? '');
  if (first === null || depth >= MOST_DEPTH) return null;
  const items: string[][] = [];
  const indent = first[1]?.length ?? 0;
  let next = at;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? '';
    const found = ITEM.exec(line);
    const item = found !== null && (found[1]?.length ?? 0) < indent + 2 ? found : null;
    const isInside =
      line.startsWith('  ') || (line.trim() !== '' && item === null && !isBlock(line));
    if (item !== null && !RULE.test(line)) items.push([item[2] ?? '']);
    else if (isInside) items.at(-1)?.push(line.replace(/^ {2,4}/, ''));
    else if (!(line.trim() === '' && continuesList(lines[next + 1]))) break;
  }
  const isOrdered = /^\s*\d/.test(lines[at] ?? '');
  const read = items.map((item) => [...readMarkdown(item.join('\n'), depth + 1)]);
  return { block: { kind: 'list', isOrdered, items: read }, next };
}

const continuesList = (line: string | undefined) =>
  line !== undefined && (ITEM.test(line) || line.startsWith('  ')) && line.trim() !== '';
const isBlock = (line: string) => HEADING.test(line) || RULE.test(line) || FENCE.test(line);

function readTable(lines: readonly string[], at: number): Read | null {
  const marks = lines[at + 1] ?? '';
  const isTable = (lines[at] ?? '').includes('|') && marks.includes('-') && marks.includes('|');
  if (!isTable || !/^[\s|:-]+$/.test(marks)) return null;
  let next = at + 2;
  while ((lines[next] ?? '').includes('|')) next += 1;
  const [head = [], ...rows] = [lines[at] ?? '', ...lines.slice(at + 2, next)].map(cellsOf);
  return { block: { kind: 'table', head, rows }, next };
}

function cellsOf(line: string) {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split('|').map((cell) => readParts(cell.trim()));
}

function readParagraph(lines: readonly string[], at: number): Read {
  let next = at + 1;
  while (next < lines.length && !endsParagraph(lines, next)) next += 1;
  const text = lines
    .slice(at, next)
    .map((line) => line.replace(/^\s+/, ''))
    .join('\n');
  return { block: { kind: 'paragraph', parts: readParts(text) }, next };
}

function endsParagraph(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return line.trim() === '' || isBlock(line) || ITEM.test(line) || /^ {0,3}>/.test(line);
}
