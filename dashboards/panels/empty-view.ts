import type { PanelData } from '../model/panel-data.ts';
import type { EmptyView } from '../model/panel-views.ts';
import { cutText } from './cut-text.ts';
import { textAt } from './read-option.ts';

/** Nothing to draw: the panel's own words (`noValue`) where a field has them. */
export function emptyView(data: PanelData, reason: EmptyView['reason']): EmptyView {
  const texts = data.frames.flatMap(({ fields }) =>
    fields.map(({ config }) => textAt(config, 'noValue', '')),
  );
  const hasRows = data.frames.some(({ length }) => length > 0);
  return {
    kind: 'empty',
    reason: hasRows ? reason : 'no-frames',
    text: cutText(texts.find((text) => text !== '') ?? ''),
  };
}
