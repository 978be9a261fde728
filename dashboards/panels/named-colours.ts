import { mix } from './colour.ts';

/** The six hues that dashboards name, as they are told apart on each ground. */
const HUES = {
  light: {
    red: '#e0364c',
    orange: '#ff7d0f',
    yellow: '#e6b800',
    green: '#56a64b',
    blue: '#3274d9',
    purple: '#a352cc',
  },
  dark: {
    red: '#f2495c',
    orange: '#ff9830',
    yellow: '#fade2a',
    green: '#73bf69',
    blue: '#5794f2',
    purple: '#b877d9',
  },
} as const;

const SHADES = [
  ['super-light-', '#ffffff', 0.6],
  ['light-', '#ffffff', 0.3],
  ['', '#ffffff', 0],
  ['semi-dark-', '#000000', 0.2],
  ['dark-', '#000000', 0.38],
] as const;

/** Grounds and the like that dashboards also name. */
export interface NamedGrounds {
  readonly ground: string;
  readonly text: string;
}

/**
 * Looks up colours as dashboards name them: `green`, `dark-red`, `super-light-blue`, `text`,
 * `transparent`, `panel-bg`. What is no name (`#abc`, `rgb(…)`) is answered as it is.
 */
export function namedColours(
  theme: 'light' | 'dark',
  { ground, text }: NamedGrounds,
): (name: string | undefined) => string {
  const known = new Map<string, string>([
    ['transparent', 'rgba(0, 0, 0, 0)'],
    ['panel-bg', ground],
    ['text', text],
    ['white', '#ffffff'],
    ['black', '#000000'],
    ['gray', '#808080'],
    ['grey', '#808080'],
  ]);
  for (const [hue, base] of Object.entries(HUES[theme])) {
    for (const [prefix, towards, part] of SHADES) known.set(prefix + hue, mix(base, towards, part));
  }
  return (name) => (name ? (known.get(name) ?? name) : '#808080');
}
