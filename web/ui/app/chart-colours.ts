import { CHART_PALETTE } from '../../../dashboards/panels/look.data.ts';

/** Colours of series, in the order they are given out; panels and pictures have the same. */
export const CHART_COLOURS = CHART_PALETTE;

export const CHART_COLOUR_COUNT = CHART_COLOURS.light.length;
