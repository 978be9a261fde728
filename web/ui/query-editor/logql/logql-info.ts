import { Tok } from '../../../../queries/logql/tokens.ts';
import type { FindInfo } from '../word-info.ts';
import type { OptionWords } from './logql-completion.ts';
import { logqlTokens } from './logql-tokens.ts';
import { LINE_FILTERS, LOGQL_WORDS, type LogqlWord } from './logql-words.ts';

/** A word or operator that has a meaning at its place, between two UTF-16 offsets. */
export interface WordAt {
  readonly word: LogqlWord;
  readonly from: number;
  readonly to: number;
}

/** What is hovered over; a label that is named like a function, and what is in strings, is no word. */
export function logqlWordAt(text: string, position: number): WordAt | undefined {
  const token = logqlTokens(text).find(({ start, end }) => start <= position && position <= end);
  if (token === undefined || token.kind === Tok.identifier || token.kind === Tok.string) {
    return undefined;
  }
  const { start: from, end: to } = token;
  const written = text.slice(from, to);
  // A `!=` may be a comparison, so that only what is a line filter everywhere is explained.
  const isFilter = token.kind >= Tok.pipeExact && token.kind <= Tok.pipePattern;
  const word = isFilter
    ? LINE_FILTERS.find((filter) => filter.text === written)
    : LOGQL_WORDS.get(written.toLowerCase());
  return word && { word, from, to };
}

/** What a word of LogQL does. */
export function logqlInfo({ note, about }: OptionWords): FindInfo {
  return async ({ state }, position) => {
    const found = logqlWordAt(state.doc.toString(), position);
    if (found === undefined) return undefined;
    const { word, from, to } = found;
    return {
      from,
      to,
      info: { title: `${word.text} (${note(word.kind)})`, lines: [about(word.key)] },
    };
  };
}
