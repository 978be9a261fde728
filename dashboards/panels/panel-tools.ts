import type * as grafana from '@grafana/data';
import type { FrameTools } from './frame-tools.ts';
import { LOOKS, type Look, SERIES_COLOURS } from './look.data.ts';
import { namedColours } from './named-colours.ts';

/** What displays read of a theme of @grafana/data. Its own themes are not loaded for it: they bring `eval`. */
export interface PanelTheme {
  readonly visualization: {
    readonly palette: string[];
    readonly getColorByName: (name: string) => string;
  };
  // The library's own types let these be undefined (`exactOptionalPropertyTypes`); its themes have them.
  readonly components: { readonly panel: { readonly background: string | undefined } | undefined };
  readonly colors: { readonly contrastThreshold: number | undefined };
}

/** What the views use of @grafana/data; loaded differently by browser and Node, like `FrameTools`. */
export interface PanelLibrary extends FrameTools {
  readonly getFieldDisplayName: typeof grafana.getFieldDisplayName;
  getDisplayProcessor(options?: {
    readonly field: Partial<grafana.Field>;
    readonly theme: PanelTheme;
    readonly timeZone?: string;
  }): grafana.DisplayProcessor;
}

export type ThemeName = 'light' | 'dark';

/** What every view is made with: the library and the theme its colours are of. */
export interface PanelTools {
  readonly library: PanelLibrary;
  readonly theme: ThemeName;
  readonly look: Look;
  /** As much of a theme of Grafana's as names and schemes of colours need. */
  readonly grafanaTheme: PanelTheme;
}

/** Makes the tools of a theme; keep them: views are remembered by them. */
export function panelTools(library: PanelLibrary, theme: ThemeName): PanelTools {
  const look = LOOKS[theme];
  const grafanaTheme = {
    visualization: {
      palette: [...SERIES_COLOURS[theme]],
      getColorByName: namedColours(theme, look),
    },
    components: { panel: { background: look.ground } },
    colors: { contrastThreshold: 3 },
  };
  return { library, theme, look, grafanaTheme };
}
