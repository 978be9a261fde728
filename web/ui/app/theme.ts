import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { GROUNDS, TONES } from '../severity/colours.ts';
import { CHART_COLOURS } from './chart-colours.ts';

/** What can be clicked. */
const accent: MantineColorsTuple = [
  '#f0effc',
  '#dedcf6',
  '#bcb8ec',
  '#a8a2ec',
  '#7f78da',
  '#6f66d5',
  '#5a52c7',
  '#4c47b8',
  '#413ca0',
  '#343080',
];

/** Mistakes in forms and destructive actions; red is reserved for severity. */
const danger: MantineColorsTuple = [
  '#fdeef6',
  '#f9d7e9',
  '#f2acd0',
  '#ee94c3',
  '#dd5c9f',
  '#cc3a87',
  '#b31f6f',
  '#a3165f',
  '#8a0f50',
  '#6d083d',
];

const gray: MantineColorsTuple = [
  '#f7f7f8',
  '#eff0f2',
  '#e3e5e8',
  '#d3d6db',
  '#b9bec6',
  '#8b919b',
  '#666c77',
  '#4d535c',
  '#33373e',
  '#1f2227',
];

const dark: MantineColorsTuple = [
  '#d5d8dd',
  '#b9bdc5',
  '#a1a6b0',
  '#8a909b',
  '#3b3f46',
  '#2e3138',
  '#25272c',
  '#16171a',
  '#101114',
  '#0b0c0e',
];

const still = { transitionProps: { duration: 0 } };
const stillList = { comboboxProps: still };

/** Dense, quiet, still: 13 px controls, no transitions. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent, danger, gray, dark },
  fontFamily:
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Zen Hei', sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '13px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  // By name only: importing the components for their defaults would put them all in the first load.
  components: {
    Menu: { defaultProps: still },
    Modal: { defaultProps: still },
    Popover: { defaultProps: still },
    Tooltip: { defaultProps: { ...still, openDelay: 300 } },
    Select: { defaultProps: stillList },
    MultiSelect: { defaultProps: stillList },
    TagsInput: { defaultProps: stillList },
    SegmentedControl: { defaultProps: { transitionDuration: 0 } },
  },
});

function variablesOf(scheme: 'light' | 'dark'): Record<string, string> {
  const tones = Object.entries(TONES[scheme]).flatMap(([tone, { text, ground }]) => [
    [`--tone-${tone}-text`, text],
    [`--tone-${tone}-ground`, ground],
  ]);
  const charts = CHART_COLOURS[scheme].map((colour, index) => [`--chart-${index}`, colour]);
  const [page, raised, sunken] = GROUNDS[scheme];
  return {
    '--ground-page': page,
    '--ground-raised': raised,
    '--ground-sunken': sunken,
    '--line': scheme === 'light' ? gray[2] : dark[5],
    ...Object.fromEntries([...tones, ...charts]),
  };
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...variablesOf('light'),
    '--mantine-color-dimmed': '#5c626c',
    '--mantine-color-placeholder': '#666c77',
    '--mantine-color-error': danger[7],
    '--mantine-color-anchor': accent[7],
  },
  dark: {
    ...variablesOf('dark'),
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': dark[3],
    '--mantine-color-error': danger[3],
    '--mantine-color-anchor': accent[3],
  },
});
