import type { MessageContent } from '../content/message-content.ts';
import { headline } from '../content/message-title.ts';

const MAX_CHARS = 200;

/** `[Firing] critical: Disk almost full (acme / shop / prod · east/acme-prod)`, one line. */
export function mailSubject(content: MessageContent): string {
  const place = content.facts.find(({ name }) => name === content.words.place)?.value ?? '';
  return headerText(`${headline(content)}${place === '' ? '' : ` (${place})`}`);
}

/** Text for a header: no line break, NUL or other control character can end it or begin another. */
export function headerText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const plain = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return plain.length > MAX_CHARS ? `${plain.slice(0, MAX_CHARS - 1)}…` : plain;
}
