import type { Extension } from '@codemirror/state';
import { type EditorView, hoverTooltip } from '@codemirror/view';

/** Documentation of one word, as it is shown on hover; empty lines are left out. */
export interface WordInfo {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What is known of the word at an offset, which is between two UTF-16 offsets, `to` exclusive. */
export type FindInfo = (
  view: EditorView,
  position: number,
) => Promise<{ readonly from: number; readonly to: number; readonly info: WordInfo } | undefined>;

/** On hover: what stands under the pointer. */
export function wordInfo(find: FindInfo): Extension {
  return hoverTooltip(async (view, position) => {
    const found = await find(view, position);
    if (found === undefined) return null;
    const { from, to, info } = found;
    return { pos: from, end: to, create: () => ({ dom: render(info) }) };
  });
}

function render({ title, lines }: WordInfo): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-word-info';
  const head = document.createElement('div');
  head.className = 'cm-word-info-title';
  head.textContent = title;
  dom.append(head);
  for (const line of lines) {
    if (line === '') continue;
    const part = document.createElement('div');
    part.textContent = line;
    dom.append(part);
  }
  return dom;
}
