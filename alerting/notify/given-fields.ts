import type { ChannelSettings } from '../channels/channel.ts';

/** A text field; undefined when it was left out or is a list. */
export function givenText(given: ChannelSettings, name: string): string | undefined {
  const value = given[name];
  return typeof value === 'string' ? value : undefined;
}

/** A list field; undefined when it was left out or is a text. */
export function givenList(given: ChannelSettings, name: string): readonly string[] | undefined {
  const value = given[name];
  return typeof value === 'string' || value === undefined ? undefined : value;
}

const MAX_DETAIL_CHARS = 1_024;

/** Text of a destination, as it may be kept: one line, no control characters, at most 1 KiB. */
export function shortDetail(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const plain = text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return plain.length > MAX_DETAIL_CHARS ? `${plain.slice(0, MAX_DETAIL_CHARS - 1)}…` : plain;
}
