import type { TextPart } from '../../model/text-blocks.ts';
import { safeUrl } from '../safe-url.ts';

/** Beyond these nothing is nested. */
const MOST_DEPTH = 4;
/** A mark and its partner lie at most so far apart; what is longer is text. */
const MOST_RUN = 2_000;

/**
 * Runs within a block of Markdown: `code`, **strong**, *emphasis*, ~~struck~~, [links](…), ![images](…) by
 * their words, bare addresses, breaks (two spaces or a backslash at the end of a line). A link that is
 * not safe is its words.
 */
export function readParts(text: string, depth = 0): readonly TextPart[] {
  const parts: TextPart[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    const found = depth < MOST_DEPTH ? readRun(text, at, depth) : null;
    if (found === null) {
      plain += text[at];
      at += 1;
      continue;
    }
    flush();
    parts.push(...found.parts);
    at = found.next;
  }
  flush();
  return parts;
}

interface Run {
  readonly parts: readonly TextPart[];
  readonly next: number;
}

function readRun(text: string, at: number, depth: number): Run | null {
  switch (text[at]) {
    case '\\':
      return readEscape(text, at);
    case '`':
      return readCode(text, at);
    case '*':
    case '_':
    case '~':
      return readMarked(text, at, depth);
    case '!':
    case '[':
      return readLink(text, at, depth);
    case ' ':
      return text.startsWith('  \n', at) ? { parts: [{ kind: 'break' }], next: at + 3 } : null;
    case 'h':
      return readBareLink(text, at);
    default:
      return null;
  }
}

function readEscape(text: string, at: number): Run | null {
  const next = text[at + 1] ?? '';
  if (next === '\n') return { parts: [{ kind: 'break' }], next: at + 2 };
  if (!/[!-/:-@[-`{-~]/.test(next)) return null;
  return { parts: [{ kind: 'text', text: next }], next: at + 2 };
}

function readCode(text: string, at: number): Run | null {
  const end = text.slice(at + 1, at + MOST_RUN).indexOf('`');
  if (end <= 0) return null;
  return { parts: [{ kind: 'code', text: text.slice(at + 1, at + 1 + end) }], next: at + end + 2 };
}

const MARKS = [
  ['**', 'strong'],
  ['__', 'strong'],
  ['~~', 'struck'],
  ['*', 'emphasis'],
  ['_', 'emphasis'],
] as const;

function readMarked(text: string, at: number, depth: number): Run | null {
  for (const [mark, kind] of MARKS) {
    if (!text.startsWith(mark, at)) continue;
    const start = at + mark.length;
    const run = text.slice(start, start + MOST_RUN);
    const end = run.indexOf(mark);
    const inner = run.slice(0, end);
    // Underscores inside of words are names: `node_cpu_seconds`.
    const isName =
      mark.startsWith('_') && (isWord(text[at - 1]) || isWord(text[start + end + mark.length]));
    if (end <= 0 || isName || inner.trim() !== inner) continue;
    return {
      parts: [{ kind, parts: readParts(inner, depth + 1) }],
      next: start + end + mark.length,
    };
  }
  return null;
}

const isWord = (character: string | undefined) => /^\w$/.test(character ?? '');

function readLink(text: string, at: number, depth: number): Run | null {
  const isImage = text[at] === '!';
  const start = at + (isImage ? 2 : 1);
  if (isImage && text[at + 1] !== '[') return null;
  const run = text.slice(start, start + MOST_RUN);
  const middle = run.indexOf('](');
  const end = middle < 0 ? -1 : run.indexOf(')', middle);
  if (end < 0) return null;
  const words = run.slice(0, middle);
  const next = start + end + 1;
  if (isImage) return { parts: words === '' ? [] : [{ kind: 'text', text: words }], next };
  const url = safeUrl(run.slice(middle + 2, end).replace(/\s+"[^"]*"$/, ''));
  const parts = readParts(words, depth + 1);
  return { parts: url === null ? parts : [{ kind: 'link', url, parts }], next };
}

function readBareLink(text: string, at: number): Run | null {
  if (isWord(text[at - 1])) return null;
  const found = /^https?:\/\/[^\s<>()[\]"'`]+/.exec(text.slice(at, at + MOST_RUN))?.[0];
  const shown = found?.replace(/[.,;:!?]+$/, '') ?? '';
  const url = safeUrl(shown);
  if (url === null) return null;
  return {
    parts: [{ kind: 'link', url, parts: [{ kind: 'text', text: shown }] }],
    next: at + shown.length,
  };
}
