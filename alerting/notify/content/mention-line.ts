import type { OutgoingMessage } from '../channel-kind.ts';

/** Room that calls may take in a text, in UTF-8 bytes: every service keeps more than that free. */
const MAX_BYTES = 500;

/** Values of one kind of contact that a message calls, each once. */
export function calledBy({ mentions = [] }: OutgoingMessage, kind: string): readonly string[] {
  const values = mentions.flatMap(({ contacts }) =>
    contacts.filter((contact) => contact.kind === kind).map(({ value }) => value),
  );
  return [...new Set(values)];
}

/**
 * Calls in a service's own words, as many as there is room for.
 * @param print one call; its value is known to be harmless (`people/contact.ts`)
 */
export function mentionLine(
  message: OutgoingMessage,
  kind: string,
  print: (value: string) => string,
): string {
  let line = '';
  for (const value of calledBy(message, kind)) {
    const longer = line === '' ? print(value) : `${line} ${print(value)}`;
    if (Buffer.byteLength(longer, 'utf8') > MAX_BYTES) break;
    line = longer;
  }
  return line;
}

/** The text with a last line, if there is any. */
export function withLine(text: string, line: string, newline = '\n'): string {
  return line === '' ? text : `${text}${newline}${line}`;
}
