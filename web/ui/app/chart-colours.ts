/**
 * Colours of series, in the order they are given out: told apart with the common kinds of colour
 * blindness (after Okabe and Ito), none of them a severity's.
 */
export const CHART_COLOURS = {
  light: ['#0072b2', '#009e73', '#cc79a7', '#7a5cc0', '#8a6d00', '#3a9bc8', '#5d6b78', '#a3527a'],
  dark: ['#56b4e9', '#2fc49a', '#e39bc4', '#a994ec', '#cdb24a', '#8fd3f0', '#9aa7b4', '#c97fa6'],
} as const;

export const CHART_COLOUR_COUNT = CHART_COLOURS.light.length;
