import type { Panel } from '../../model/panel.ts';
import type { RowView } from '../../model/plain-views.ts';
import { cutText } from '../cut-text.ts';

/** The head of a row of panels. */
export function rowView({ title, isCollapsed, panels }: Panel): RowView {
  return { kind: 'row', title: cutText(title), isCollapsed, panelCount: panels.length };
}
