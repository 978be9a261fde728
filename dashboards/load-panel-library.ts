import { loadFrameTools } from './load-frame-tools.ts';
import type { PanelLibrary } from './panels/panel-tools.ts';

/** @grafana/data in Node for the views of panels: the same package as `loadFrameTools` loads. */
export function loadPanelLibrary(): PanelLibrary {
  // The whole package is what is loaded there; this names more of it.
  return loadFrameTools() as PanelLibrary;
}
