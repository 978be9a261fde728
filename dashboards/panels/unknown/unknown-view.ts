import type { Panel } from '../../model/panel.ts';
import type { UnknownView } from '../../model/plain-views.ts';
import { cutText } from '../cut-text.ts';

/** A panel that is not drawn: what it is, why not, and what it would have asked. */
export function unknownView({ title, plugin, reason, targets }: Panel): UnknownView {
  return {
    kind: 'unknown',
    title: cutText(title),
    plugin: cutText(plugin),
    reason: cutText(reason, 500),
    queries: targets.map(({ expression }) => cutText(expression, 1_000)),
  };
}
