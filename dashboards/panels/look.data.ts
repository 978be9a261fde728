/**
 * Colours of series, in the order they are given out: told apart with the common kinds of colour
 * blindness (after Okabe and Ito), none of them a severity's.
 */
export const CHART_PALETTE = {
  light: ['#0072b2', '#009e73', '#cc79a7', '#7a5cc0', '#8a6d00', '#3a9bc8', '#5d6b78', '#a3527a'],
  dark: ['#56b4e9', '#2fc49a', '#e39bc4', '#a994ec', '#cdb24a', '#8fd3f0', '#9aa7b4', '#c97fa6'],
} as const;

/** The palette, then its lighter and its darker turn, before colours repeat. */
export const SERIES_COLOURS = {
  light: [
    ...CHART_PALETTE.light,
    ...['#4d9cc9', '#4dbb9d', '#dba1c1', '#a28dd3', '#ad994d', '#75b9d9', '#8e97a0', '#bf86a2'],
    ...['#00507d', '#006f51', '#8f5575', '#554086', '#614c00', '#296d8c', '#414b54', '#723955'],
  ],
  dark: [
    ...CHART_PALETTE.dark,
    ...['#89cbf0', '#6dd6b8', '#ebb9d6', '#c3b4f2', '#dcc980', '#b1e0f5', '#b8c1ca', '#d9a5c1'],
    ...['#3c7ea3', '#21896c', '#9f6d89', '#7668a5', '#907d34', '#6494a8', '#6c757e', '#8d5974'],
  ],
} as const;

/** The grounds and inks that a view's colours are chosen for. */
export interface Look {
  /** What panels stand on. */
  readonly ground: string;
  readonly text: string;
  readonly dimmed: string;
  readonly line: string;
  /** An unfilled part of a bar. */
  readonly sunken: string;
}

export const LOOKS: Readonly<Record<'light' | 'dark', Look>> = {
  light: {
    ground: '#ffffff',
    text: '#1f2227',
    dimmed: '#5c626c',
    line: '#e3e5e8',
    sunken: '#eff0f2',
  },
  dark: {
    ground: '#16171a',
    text: '#d5d8dd',
    dimmed: '#a1a6b0',
    line: '#2e3138',
    sunken: '#25272c',
  },
};

/** Stops of the schemes of heat maps, from few to many, as on a light ground. */
export const HEAT_SCHEMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['oranges', ['#fff5eb', '#fdd0a2', '#fd8d3c', '#d94801', '#7f2704']],
  ['reds', ['#fff5f0', '#fcbba1', '#fb6a4a', '#cb181d', '#67000d']],
  ['blues', ['#f7fbff', '#c6dbef', '#6baed6', '#2171b5', '#08306b']],
  ['greens', ['#f7fcf5', '#c7e9c0', '#74c476', '#238b45', '#00441b']],
  ['purples', ['#fcfbfd', '#dadaeb', '#9e9ac8', '#6a51a3', '#3f007d']],
  ['greys', ['#ffffff', '#d9d9d9', '#969696', '#525252', '#101010']],
  ['viridis', ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725']],
  ['magma', ['#000004', '#51127c', '#b73779', '#fc8961', '#fcfdbf']],
  ['inferno', ['#000004', '#57106e', '#bc3754', '#f98e09', '#fcffa4']],
  ['plasma', ['#0d0887', '#7e03a8', '#cc4778', '#f89540', '#f0f921']],
  ['turbo', ['#30123b', '#28bceb', '#a4fc3c', '#fb7e21', '#7a0403']],
  ['spectral', ['#5e4fa2', '#66c2a5', '#ffffbf', '#f46d43', '#9e0142']],
  ['rdylgn', ['#a50026', '#f46d43', '#ffffbf', '#66bd63', '#006837']],
  ['rdylbu', ['#a50026', '#f46d43', '#ffffbf', '#74add1', '#313695']],
  ['ylorrd', ['#ffffcc', '#fed976', '#fd8d3c', '#e31a1c', '#800026']],
  ['ylgnbu', ['#ffffd9', '#c7e9b4', '#41b6c4', '#225ea8', '#081d58']],
]);
