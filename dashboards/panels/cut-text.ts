/** Longer names say nothing more, and labels may be megabytes. */
const MOST_NAME = 200;

/** A name or value of a label for people: control characters are spaces, what is too long ends in `…`. */
export function cutText(text: string, most = MOST_NAME): string {
  const start = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return start.replaceAll(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ');
}
