import type { ListedIncident } from '../../model/panel-views.ts';
import type { ScopedApi } from '../../model/scoped-api.ts';
import type { Looker } from '../../variables/looker.ts';
import type { PictureThemeName } from '../picture-theme.ts';
import type { PictureLanguage } from '../views/picture-words.data.ts';

/** Which dashboard is to be drawn, for whom. */
export interface BoardRequest {
  /** Grafana's JSON: the stored text, or what was parsed of it. */
  readonly board: unknown;
  /** What is chosen, by the variables' names; the dashboard's own choice for the others. */
  readonly variables: ReadonlyMap<string, readonly string[]>;
  /** Variables that stand for these values and no others, see `pinVariables`; left out: none. */
  readonly pinned?: ReadonlyMap<string, readonly string[]>;
  /** Null: the range that the dashboard opens with. Milliseconds, both ends inclusive. */
  readonly range: { readonly fromMs: number; readonly toMs: number } | null;
  readonly nowMs: number;
  /** IANA. */
  readonly timeZone: string;
  /** Who looks; left out where that is not known, or is nobody's to know. */
  readonly looker?: Looker | undefined;
  /** Where the reader looks, as people read it; empty: it is not said. */
  readonly scope: string;
  readonly language: PictureLanguage;
  readonly theme: PictureThemeName;
  /** 320 to 2,000. */
  readonly widthPx: number;
  /** One panel alone, in this height (60 to 2,000); null: the whole dashboard. */
  readonly only: { readonly panelId: number; readonly heightPx: number } | null;
}

/** What a dashboard may ask: of one principal in one scope. */
export interface BoardSources {
  readonly api: ScopedApi;
  /** What lists of alerts list, the most urgent first; left out: nothing. */
  readonly incidents?: (signal: AbortSignal) => Promise<readonly ListedIncident[]>;
}

/** A panel as a picture of its own. */
export interface PanelPicture {
  /** Distinct in the dashboard, also among repetitions of one panel. */
  readonly key: string;
  readonly panelId: number;
  readonly kind: string;
  /** With its variables filled in. */
  readonly title: string;
  readonly svg: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Where it lies in the whole picture. */
  readonly left: number;
  readonly top: number;
  /** Why it shows nothing, in words; null for one that is drawn. */
  readonly problem: string | null;
}

export interface BoardPicture {
  readonly kind: 'drawn';
  readonly title: string;
  /** `2026-01-15 08:00 – 09:00 (UTC)`. */
  readonly rangeText: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** What is chosen, in words: `job: api, web`. */
  readonly variableTexts: readonly string[];
  /** The whole dashboard. */
  readonly svg: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** In the order of the dashboard; heads of rows are not among them. */
  readonly panels: readonly PanelPicture[];
  /** Heads of rows, folded ones too, and where they lie in the whole picture; px. */
  readonly rows: readonly { readonly title: string; readonly top: number }[];
  /** Panels for which there was no room. */
  readonly leftOut: number;
}

/** A dashboard drawn, or why it is none, in words that say what to do. */
export type BoardResult = BoardPicture | { readonly kind: 'refused'; readonly message: string };
