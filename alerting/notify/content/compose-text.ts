import { cutText, linkAddress, type Markup } from './markup.ts';
import type { AlertContent, MessageContent, MessageRow } from './message-content.ts';

/** A text that a service can be sent. */
export interface ComposedText {
  readonly text: string;
  /** Something was left out because of the service's limit. */
  readonly isShortened: boolean;
}

export interface ComposeOptions {
  readonly content: MessageContent;
  readonly markup: Markup;
  /** Inclusive, in what `markup.size` counts. */
  readonly maxSize: number;
  /** What the channel's own template made, escaped already; null: our own words. */
  readonly own: string | null;
}

const MAX_VALUE_CHARS = 400;

/**
 * The text of a message within a service's limit. Lines are left out from the end, the least
 * important first; who it is from and where all of it can be read always stays.
 */
export function composeText({ content, markup, maxSize, own }: ComposeOptions): ComposedText {
  const lines = own === null ? ownWords(content, markup) : own.split(/\r?\n/);
  const tail = tailOf(content, markup);
  const short = markup.escape(content.words.shortened);
  const textOf = (count: number, end: readonly string[]) =>
    [...lines.slice(0, count), ...(count < lines.length ? [short] : []), ...end].join(
      markup.newline,
    );
  const whole = textOf(lines.length, tail);
  if (markup.size(whole) <= maxSize) return { text: whole, isShortened: false };
  let fits = 0;
  let tooMany = lines.length;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (markup.size(textOf(middle, tail)) <= maxSize) fits = middle;
    else tooMany = middle;
  }
  const text = textOf(fits, tail);
  return { text: markup.size(text) <= maxSize ? text : short, isShortened: true };
}

/** Most important first. */
function ownWords(content: MessageContent, markup: Markup): readonly string[] {
  const { words, testNote, facts, levels, annotations, labels, alerts, more } = content;
  const lines = (rows: readonly MessageRow[]) => rows.map((row) => rowOf(row, markup));
  return [
    ...(testNote === null ? [] : [markup.bold(markup.escape(testNote))]),
    ...lines(facts),
    ...lines(annotations),
    ...alerts.map((alert) => alertLine(alert, markup)),
    ...(more === 0 ? [] : [markup.escape(words.more.replace('{count}', String(more)))]),
    ...lines(levels),
    ...lines(labels),
  ];
}

function rowOf({ name, value }: MessageRow, markup: Markup): string {
  const shown = markup.escape(cutText(value, MAX_VALUE_CHARS));
  return `${markup.bold(markup.escape(cutText(name, 100)))}: ${shown}`;
}

/** `• firing critical Disk almost full (instance=db1, device=sda) · Since …` */
function alertLine(alert: AlertContent, markup: Markup): string {
  const { state, severity, title, labels, facts, url } = alert;
  const name = markup.escape(cutText(title, 200));
  const named = url === null ? name : markup.link(name, linkAddress(url));
  const own = labels.map((row) => `${row.name}=${cutText(row.value, 80)}`).join(', ');
  const since = facts[0] === undefined ? '' : ` · ${facts[0].name} ${facts[0].value}`;
  const rest = markup.escape(`${own === '' ? '' : ` (${cutText(own, 300)})`}${since}`);
  return `• ${markup.bold(markup.escape(`${state} ${severity}`))} ${named}${rest}`;
}

function tailOf({ links, footer }: MessageContent, markup: Markup): readonly string[] {
  const named = links.map(({ text, url }) => markup.link(markup.escape(text), linkAddress(url)));
  return [...(named.length === 0 ? [] : [named.join(' · ')]), markup.escape(cutText(footer, 300))];
}
