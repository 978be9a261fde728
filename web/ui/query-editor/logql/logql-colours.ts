import { type Extension, RangeSetBuilder } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { isFunction, Tok } from '../../../../queries/logql/tokens.ts';
import { type LogqlToken, logqlTokens } from './logql-tokens.ts';

/** How a part of a query is coloured (`editor-theme.ts`). */
export type CodeColour = 'keyword' | 'function' | 'label' | 'string' | 'number' | 'comment';

/** A part of a text between two UTF-16 offsets, `to` exclusive. */
export interface ColouredPart {
  readonly from: number;
  readonly to: number;
  readonly colour: CodeColour;
}

/** A longer text is shown without colours. */
const MOST_CHARACTERS = 20_000;

/** The parts of a query that have a colour, in order and without overlaps. */
export function colouredParts(text: string): readonly ColouredPart[] {
  if (text.length > MOST_CHARACTERS) return [];
  const parts: ColouredPart[] = [];
  let end = 0;
  for (const token of logqlTokens(text)) {
    parts.push(...commentIn(text, end, token.start));
    const colour = colourOf(token);
    if (colour !== undefined) parts.push({ from: token.start, to: token.end, colour });
    end = token.end;
  }
  return [...parts, ...commentIn(text, end, text.length)];
}

function commentIn(text: string, from: number, to: number): readonly ColouredPart[] {
  const gap = text.slice(from, to);
  const inner = gap.trim();
  if (inner === '') return [];
  const start = from + gap.indexOf(inner);
  return [{ from: start, to: start + inner.length, colour: 'comment' }];
}

function colourOf({ kind, isOpen }: LogqlToken): CodeColour | undefined {
  if (kind === Tok.string) return 'string';
  if (kind >= Tok.number && kind <= Tok.range) return 'number';
  if (kind === Tok.error && isOpen) return 'comment';
  if (isFunction(kind)) return 'function';
  if (kind === Tok.identifier) return 'label';
  const isOperator = (kind >= Tok.pipe && kind <= Tok.pow) || kind === Tok.flag;
  return kind > Tok.identifier || isOperator ? 'keyword' : undefined;
}

const MARKS: Readonly<Record<CodeColour, Decoration>> = {
  keyword: Decoration.mark({ class: 'cm-code-keyword' }),
  function: Decoration.mark({ class: 'cm-code-function' }),
  label: Decoration.mark({ class: 'cm-code-label' }),
  string: Decoration.mark({ class: 'cm-code-string' }),
  number: Decoration.mark({ class: 'cm-code-number' }),
  comment: Decoration.mark({ class: 'cm-code-comment' }),
};

function decorationsOf(view: EditorView): DecorationSet {
  const set = new RangeSetBuilder<Decoration>();
  for (const { from, to, colour } of colouredParts(view.state.doc.toString())) {
    set.add(from, to, MARKS[colour]);
  }
  return set.finish();
}

class Colours {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = decorationsOf(view);
  }

  update(update: ViewUpdate): void {
    if (update.docChanged) this.decorations = decorationsOf(update.view);
  }
}

/** Colours LogQL by the tokens that the service's own parser reads. */
export const logqlColours: Extension = ViewPlugin.fromClass(Colours, {
  decorations: ({ decorations }) => decorations,
});
