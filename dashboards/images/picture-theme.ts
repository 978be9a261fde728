/** Colours of what surrounds the data. */
export interface PictureTheme {
  readonly ground: string;
  readonly text: string;
  readonly dimmed: string;
  readonly line: string;
  /** Of series that bring no colour, told apart with the common kinds of colour blindness. */
  readonly series: readonly string[];
  /** Of the five steps of severity, most severe first. */
  readonly steps: readonly string[];
}

export type PictureThemeName = 'light' | 'dark';

export const PICTURE_THEMES: Readonly<Record<PictureThemeName, PictureTheme>> = {
  light: {
    ground: '#ffffff',
    text: '#1f2933',
    dimmed: '#5d6b78',
    line: '#e3e8ee',
    series: [
      '#0072b2',
      '#009e73',
      '#cc79a7',
      '#7a5cc0',
      '#8a6d00',
      '#3a9bc8',
      '#5d6b78',
      '#a3527a',
    ],
    steps: ['#b42318', '#c4500a', '#9a6700', '#1558a6', '#4d535c'],
  },
  dark: {
    ground: '#181b1f',
    text: '#d9dee4',
    dimmed: '#98a2ad',
    line: '#2f353c',
    series: [
      '#56b4e9',
      '#2fc49a',
      '#e39bc4',
      '#a994ec',
      '#cdb24a',
      '#8fd3f0',
      '#9aa7b4',
      '#c97fa6',
    ],
    steps: ['#ff8a80', '#ffab70', '#e8c547', '#85bcff', '#b6bcc6'],
  },
};
