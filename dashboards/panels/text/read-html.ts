import type { TextBlock, TextPart } from '../../model/text-blocks.ts';
import { safeUrl } from '../safe-url.ts';
import { decodeEntities } from './decode-entities.ts';

/** Left out with all that is in them. */
const DROPPED =
  /^(?:script|style|iframe|object|embed|template|svg|math|noscript|title|head|select|textarea|frameset)$/;
const BLOCKS =
  /^(?:p|div|section|article|header|footer|main|center|h[1-6]|ul|ol|li|pre|blockquote|table|tr|hr)$/;
const RUNS: ReadonlyMap<string, 'strong' | 'emphasis' | 'struck'> = new Map([
  ['b', 'strong'],
  ['strong', 'strong'],
  ['i', 'emphasis'],
  ['em', 'emphasis'],
  ['s', 'struck'],
  ['del', 'struck'],
]);
const MOST_DEPTH = 20;

interface Open {
  readonly tag: string;
  readonly url: string | null;
  readonly blocks: TextBlock[];
  readonly parts: TextPart[];
  readonly cells: TextPart[][];
  readonly rows: TextPart[][][];
}

/**
 * Reads the HTML of a text panel into blocks. Nothing of the source reaches a page but text, addresses
 * that `safeUrl` lets pass, and what `TextBlock` can say: scripts, handlers, frames, forms, styles and
 * images have no form in it. Unclosed and wrongly nested tags are closed where their parents end.
 */
export function readHtml(html: string): readonly TextBlock[] {
  const stack: Open[] = [opened('', null)];
  let dropping: string | null = null;
  for (const [token] of html.matchAll(/<!--[\s\S]*?(?:-->|$)|<[^<>]*>|[^<]+|</g)) {
    const [, slash, name] = /^<(\/?)([a-z][a-z0-9]*)/i.exec(token) ?? [];
    const tag = name?.toLowerCase();
    if (dropping !== null) {
      if (slash === '/' && tag === dropping) dropping = null;
    } else if (tag === undefined) {
      if (!token.startsWith('<') || token === '<') addText(stack, decodeEntities(token));
    } else if (slash === '/') {
      closeTag(stack, tag);
    } else if (DROPPED.test(tag)) {
      dropping = token.endsWith('/>') || tag === 'embed' ? null : tag;
    } else {
      openTag(stack, tag, token);
    }
  }
  while (stack.length > 1) closeLast(stack);
  const [root] = stack;
  if (root === undefined) return [];
  flush(root);
  return root.blocks;
}

function opened(tag: string, url: string | null): Open {
  return { tag, url, blocks: [], parts: [], cells: [], rows: [] };
}

function addText(stack: Open[], text: string): void {
  const isCode = stack.some(({ tag }) => tag === 'pre');
  const said = isCode ? text : text.replaceAll(/\s+/g, ' ');
  if (said !== '') stack.at(-1)?.parts.push({ kind: 'text', text: said });
}

function openTag(stack: Open[], tag: string, token: string): void {
  const last = stack.at(-1);
  if (tag === 'br') last?.parts.push({ kind: 'break' });
  if (tag === 'br' || tag === 'img' || tag === 'input' || stack.length > MOST_DEPTH) return;
  if (BLOCKS.test(tag) && last !== undefined) flush(last);
  if (tag === 'hr') return void last?.blocks.push({ kind: 'rule' });
  if (tag === 'li' && last?.tag === 'li') closeLast(stack);
  if (tag === 'p' && last?.tag === 'p') closeLast(stack);
  const href = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(token);
  const url = safeUrl(decodeEntities(href?.[1] ?? href?.[2] ?? href?.[3] ?? ''));
  stack.push(opened(tag, tag === 'a' ? url : null));
}

function closeTag(stack: Open[], tag: string): void {
  if (!stack.some((open, index) => index > 0 && open.tag === tag)) return;
  while (stack.length > 1) {
    const isIt = stack.at(-1)?.tag === tag;
    closeLast(stack);
    if (isIt) return;
  }
}

/** The last open tag becomes a part or a block of the one it is in. */
function closeLast(stack: Open[]): void {
  const open = stack.pop();
  const parent = stack.at(-1);
  if (open === undefined || parent === undefined) return;
  const kind = RUNS.get(open.tag);
  if (open.tag === 'td' || open.tag === 'th') {
    parent.cells.push([...open.blocks.flatMap(partsOf), ...open.parts]);
  } else if (open.tag === 'tr') {
    parent.rows.push(open.cells);
  } else if (open.tag === 'thead' || open.tag === 'tbody') {
    parent.rows.push(...open.rows);
  } else if (BLOCKS.test(open.tag)) {
    parent.blocks.push(...blockOf(open));
  } else if (open.blocks.length > 0) {
    flush(open);
    flush(parent);
    parent.blocks.push(...open.blocks);
  } else if (kind !== undefined) {
    parent.parts.push({ kind, parts: open.parts });
  } else if (open.tag === 'code' && !stack.some(({ tag }) => tag === 'pre')) {
    parent.parts.push({ kind: 'code', text: open.parts.map(wordsOf).join('') });
  } else if (open.url !== null) {
    parent.parts.push({ kind: 'link', url: open.url, parts: open.parts });
  } else {
    parent.parts.push(...open.parts);
  }
}

function blockOf(open: Open): readonly TextBlock[] {
  const { tag, parts } = open;
  if (tag === 'pre') return [{ kind: 'code', text: parts.map(wordsOf).join('') }];
  if (tag === 'table') {
    const [head = [], ...rows] = open.rows;
    return [{ kind: 'table', head, rows }];
  }
  const level = /^h([1-6])$/.exec(tag)?.[1];
  if (level !== undefined) return [{ kind: 'heading', level: Number(level), parts }];
  flush(open);
  const { blocks } = open;
  if (tag === 'blockquote') return [{ kind: 'quote', blocks }];
  // An item is a list of one until the list around it takes it.
  if (tag === 'li') return [{ kind: 'list', isOrdered: false, items: [blocks] }];
  if (tag === 'ul' || tag === 'ol') {
    const items = blocks.flatMap((block) => (block.kind === 'list' ? block.items : [[block]]));
    return [{ kind: 'list', isOrdered: tag === 'ol', items }];
  }
  return blocks;
}

/** What stands loose in a block becomes a paragraph of it. */
function flush({ parts, blocks }: Open): void {
  const loose = parts.splice(0);
  if (loose.some((part) => part.kind !== 'text' || part.text.trim() !== '')) {
    blocks.push({ kind: 'paragraph', parts: loose });
  }
}

function partsOf(block: TextBlock): readonly TextPart[] {
  return block.kind === 'paragraph' || block.kind === 'heading' ? block.parts : [];
}

function wordsOf(part: TextPart): string {
  if (part.kind === 'text' || part.kind === 'code') return part.text;
  return part.kind === 'break' ? '\n' : part.parts.map(wordsOf).join('');
}
