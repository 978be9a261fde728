import type { Panel } from '../model/panel.ts';
import { interpolateText } from '../variables/interpolate.ts';
import { interpolationOf, type PanelContext } from './plan-panel.ts';

/** A panel with the variables of its texts for people filled in: title, description, and a text's content. */
export function withTexts(panel: Panel, context: PanelContext): Panel {
  const given = interpolationOf(context, context.scrapeIntervalMs);
  const fill = (text: string) => interpolateText(text, given);
  const { content } = panel.options;
  const options =
    panel.kind === 'text' && typeof content === 'string'
      ? { ...panel.options, content: fill(content) }
      : panel.options;
  return { ...panel, title: fill(panel.title), description: fill(panel.description), options };
}
