import { getDisplayProcessor, getFieldDisplayName } from '@grafana/data';
import {
  type PanelLibrary,
  type PanelTools,
  panelTools,
  type ThemeName,
} from '../../../dashboards/panels/panel-tools.ts';
import { frameTools } from '../graph/frame-tools.ts';

/** @grafana/data in the browser, as far as panels use it. */
const library: PanelLibrary = {
  ...frameTools,
  getDisplayProcessor,
  getFieldDisplayName,
};

const made = new Map<ThemeName, PanelTools>();

/** The tools of a theme, made once. */
export function panelToolsOf(theme: ThemeName): PanelTools {
  const known = made.get(theme) ?? panelTools(library, theme);
  made.set(theme, known);
  return known;
}
