import type { Panel } from '../../model/panel.ts';
import type { EmptyView, TextView } from '../../model/panel-views.ts';
import { choiceAt, textAt } from '../read-option.ts';
import { readHtml } from './read-html.ts';
import { readMarkdown } from './read-markdown.ts';

const MOST_TEXT = 100_000;

/** A text panel (`options.content`, its variables already filled in) as blocks that are safe to draw. */
export function textView({ options }: Panel): TextView | EmptyView {
  const content = textAt(options, 'content', '').slice(0, MOST_TEXT);
  if (content.trim() === '') return { kind: 'empty', reason: 'no-text', text: '' };
  const mode = choiceAt(options, 'mode', ['markdown', 'html', 'code'], 'markdown');
  if (mode === 'code') return { kind: 'text', blocks: [{ kind: 'code', text: content }] };
  return { kind: 'text', blocks: mode === 'html' ? readHtml(content) : readMarkdown(content) };
}
