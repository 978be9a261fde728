import { PANEL_KINDS, type PanelKind } from '../../../../../dashboards/model/panel.ts';

export type FormKind = Exclude<PanelKind, 'row' | 'unknown'>;

/** The kinds of panels that people choose from. */
export const FORM_KINDS: readonly FormKind[] = PANEL_KINDS.filter(
  (kind): kind is FormKind => kind !== 'row' && kind !== 'unknown',
);
