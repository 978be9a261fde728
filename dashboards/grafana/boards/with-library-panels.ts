import { isRecord, listOf, recordOf, textOf } from '../../import/read-json.ts';
import type { JsonRecord } from '../../model/panel.ts';

/**
 * The dashboard with the library's panels in place of their names, as far as the file brought them
 * (`__elements`): Grafana refuses to save one that names a panel which its library has not. The same object
 * where there is none.
 */
export function withLibraryPanels(board: JsonRecord): JsonRecord {
  const { __elements: given, ...lasting } = board;
  const models = new Map(
    Object.entries(recordOf(given)).map(([uid, element]) => [uid, recordOf(element).model]),
  );
  const panels = inPlace(board.panels, models);
  return panels === board.panels ? board : { ...lasting, panels };
}

function inPlace(panels: unknown, models: ReadonlyMap<string, unknown>): unknown {
  const before = listOf(panels);
  const after = before.map((panel) => {
    if (!isRecord(panel)) return panel;
    const model = models.get(textOf(recordOf(panel.libraryPanel).uid));
    if (isRecord(model)) {
      const { id, gridPos } = panel;
      const { libraryPanel: _named, ...own } = model;
      return { ...own, id, gridPos };
    }
    const inside = inPlace(panel.panels, models);
    return inside === panel.panels ? panel : { ...panel, panels: inside };
  });
  return after.every((panel, at) => panel === before[at]) ? panels : after;
}
