import { fitText, type MeasureText } from '../fonts/measure-text.ts';

/** Chinese, Japanese and Korean signs, between which a line may end. */
const IDEOGRAPH = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u3000-\u303f]/;

/**
 * Words and signs of a text, each with the spaces after it, between which a line may end.
 *
 * @example pieces('load 负载 of x') // ['load ', '负', '载 ', 'of ', 'x']
 */
export function pieces(text: string): readonly string[] {
  const found: string[] = [];
  let open = '';
  let isClosed = true;
  for (const character of text) {
    if (character === ' ') {
      open += character;
      isClosed = true;
      continue;
    }
    const isAlone = IDEOGRAPH.test(character);
    if ((isClosed || isAlone) && open !== '') {
      found.push(open);
      open = '';
    }
    open += character;
    isClosed = isAlone;
  }
  if (open !== '') found.push(open);
  return found;
}

export interface WrapRoom {
  readonly size: number;
  readonly widthPx: number;
  /** Lines at most, one at least; the last ends with an ellipsis where there are more. */
  readonly most: number;
}

/** A text in lines of a width. Words that are longer than a line are broken. */
export function wrapText(measure: MeasureText, text: string, room: WrapRoom): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    for (const line of linesOf(measure, paragraph, room)) {
      if (lines.length === room.most) {
        const last = fitText(measure, `${lines.pop()}…`, room.size, room.widthPx);
        return [...lines, last];
      }
      lines.push(line);
    }
  }
  return lines;
}

function* linesOf(
  measure: MeasureText,
  paragraph: string,
  { size, widthPx }: WrapRoom,
): Generator<string> {
  let line = '';
  for (const piece of pieces(paragraph)) {
    if (measure((line + piece).trimEnd(), size) <= widthPx) {
      line += piece;
      continue;
    }
    if (line !== '') yield line.trimEnd();
    line = piece;
    while (measure(line.trimEnd(), size) > widthPx) {
      const part = fittingPart(measure, line, size, widthPx);
      yield part;
      line = line.slice(part.length);
    }
  }
  yield line.trimEnd();
}

/** As much as a line takes, a character at least; after a sign rather than within a name. */
function fittingPart(measure: MeasureText, text: string, size: number, widthPx: number): string {
  let part = '';
  for (const character of text) {
    if (part !== '' && measure(part + character, size) > widthPx) break;
    part += character;
  }
  const named = /[\p{L}\p{M}\p{N}]+$/u.exec(part)?.index ?? part.length;
  return named >= part.length * LEAST_PART ? part.slice(0, named) : part;
}

/** Of a line: where the last sign is before, the name is broken. */
const LEAST_PART = 0.5;
