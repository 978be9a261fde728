import { type Extension, RangeSetBuilder } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';

/** How a part of a line is coloured (`query-editor/editor-theme.ts`). */
type Colour = 'label' | 'string' | 'number' | 'keyword' | 'comment';

export interface ColouredPart {
  readonly from: number;
  readonly to: number;
  readonly colour: Colour;
}

const PARTS: readonly (readonly [Colour, RegExp])[] = [
  ['comment', /(?<=^|\s)#.*$/y],
  ['label', /(?:"(?:[^"\\]|\\.)*"|[^\s:#"'[\]{},&*!|>-][^:#"']*)(?=:(?:\s|$))/y],
  ['string', /"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?/y],
  ['keyword', /(?:true|false|null|[|>][-+]?|---)(?=\s*$)/y],
  ['number', /-?\d[\d_.]*(?:e[-+]?\d+)?[a-z]*(?=\s*$)/iy],
];

/** Of one line, in order and without overlaps. Lines of blocks are read like any other. */
export function colouredLine(line: string): readonly ColouredPart[] {
  const parts: ColouredPart[] = [];
  let at = /^\s*(?:-\s+)*/.exec(line)?.[0].length ?? 0;
  while (at < line.length) {
    const found = partAt(line, at);
    if (found !== undefined) parts.push(found);
    const next = found?.to ?? /^[^\s"'#]+|^./.exec(line.slice(at))?.[0].length;
    at = found === undefined ? at + (next ?? 1) : found.to;
    at += /^[\s:,]*/.exec(line.slice(at))?.[0].length ?? 0;
  }
  return parts;
}

function partAt(line: string, at: number): ColouredPart | undefined {
  for (const [colour, pattern] of PARTS) {
    pattern.lastIndex = at;
    const [text = ''] = pattern.exec(line) ?? [];
    if (text !== '') return { from: at, to: at + text.length, colour };
  }
  return undefined;
}

const MARKS: Readonly<Record<Colour, Decoration>> = {
  label: Decoration.mark({ class: 'cm-code-label' }),
  string: Decoration.mark({ class: 'cm-code-string' }),
  number: Decoration.mark({ class: 'cm-code-number' }),
  keyword: Decoration.mark({ class: 'cm-code-keyword' }),
  comment: Decoration.mark({ class: 'cm-code-comment' }),
};

/** Only what can be seen. */
function decorationsOf({ state, visibleRanges }: EditorView): DecorationSet {
  const set = new RangeSetBuilder<Decoration>();
  for (const { from, to } of visibleRanges) {
    const last = state.doc.lineAt(to).number;
    for (let number = state.doc.lineAt(from).number; number <= last; number += 1) {
      const line = state.doc.line(number);
      for (const part of colouredLine(line.text)) {
        set.add(line.from + part.from, line.from + part.to, MARKS[part.colour]);
      }
    }
  }
  return set.finish();
}

class Colours {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = decorationsOf(view);
  }

  update(update: ViewUpdate): void {
    if (update.docChanged || update.viewportChanged) this.decorations = decorationsOf(update.view);
  }
}

/** Colours YAML by what a line looks like. */
export const yamlColours: Extension = ViewPlugin.fromClass(Colours, {
  decorations: ({ decorations }) => decorations,
});
