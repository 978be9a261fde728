import type { TimeChart } from '../../model/chart.ts';
import type { ChartFrame } from '../chart/time-chart-svg.ts';
import type { PictureThemeName } from '../picture-theme.ts';

/** A chart with all that is around it. */
export interface Drawing {
  readonly chart: TimeChart;
  readonly frame: ChartFrame;
  readonly theme: PictureThemeName;
}

/** An SVG of ours. */
export interface SvgPicture {
  readonly svg: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What the thread is asked for. */
export type RasterTask =
  | { readonly kind: 'chart'; readonly drawing: Drawing }
  | { readonly kind: 'svg'; readonly picture: SvgPicture };

export interface RasterOrder {
  readonly id: number;
  readonly task: RasterTask;
}

/** `ready` is said once, when fonts and libraries are loaded. */
export type RasterAnswer =
  | { readonly kind: 'ready' }
  | { readonly id: number; readonly kind: 'drawn'; readonly png: Uint8Array }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };
