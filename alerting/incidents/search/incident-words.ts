import type { Labels } from '../../../platform/model/labels.ts';

/** What an incident is found by: its title and its labels. Neither changes in its life. */
export interface Worded {
  readonly title: string;
  readonly labels: Labels;
}

/** Characters of a word that are looked at; longer ones are told apart by the rows themselves. */
const MAX_WORD = 40;
const MAX_LABEL = 120;

/** Scripts that are written without spaces: every two characters are a word. */
const UNSPACED = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u;

/**
 * The words under which an incident is kept: `=name=value` for each label, `~word` for each word of
 * its title and of the values of its labels.
 *
 * @example wordsOf({ title: 'Disk full', labels: new Map([['job', 'api']]) })
 * // '~disk', '~full', '=job=api', '~api'
 */
export function wordsOf({ title, labels }: Worded): ReadonlySet<string> {
  const words = new Set<string>();
  const addText = (text: string): void => {
    for (const word of splitText(text)) {
      for (const part of partsOf(word)) words.add(`~${part}`);
    }
  };
  addText(title);
  for (const [name, value] of labels) {
    words.add(labelWord(name, value));
    addText(value);
  }
  return words;
}

/** The word of a label; equal labels have equal words, not always the other way round. */
export function labelWord(name: string, value: string): string {
  return `=${`${name}=${value}`.slice(0, MAX_LABEL)}`;
}

/** What was typed, as lower-case words without what is between them. */
export function splitText(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

/**
 * What must be kept for an incident that has a word: `isWhole` says that these very words must be, else
 * that any that begins with the one must.
 */
export function keptFor(word: string): {
  readonly words: readonly string[];
  readonly isWhole: boolean;
} {
  if (UNSPACED.test(word) && [...word].length > 1) {
    return { words: partsOf(word).map((part) => `~${part}`), isWhole: true };
  }
  return { words: [`~${word.slice(0, MAX_WORD)}`], isWhole: false };
}

/** Whether each word is the beginning of one of the incident's, or a part of a run without spaces. */
export function hasWords({ title, labels }: Worded, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const own = [title, ...labels.values()].flatMap(splitText);
  return words.every((word) =>
    UNSPACED.test(word)
      ? own.some((each) => each.includes(word))
      : own.some((each) => each.startsWith(word)),
  );
}

/** A word itself; of a script without spaces every two neighbours, and each character. */
function partsOf(word: string): readonly string[] {
  if (!UNSPACED.test(word)) return [word.slice(0, MAX_WORD)];
  const characters = [...word];
  const pairs = characters.slice(1).map((next, index) => `${characters[index] ?? ''}${next}`);
  return [...characters, ...pairs];
}
