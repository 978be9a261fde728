import type { SeverityStep } from '../../../platform/model/severity-step.ts';

export type Tone = SeverityStep | 'resolved';

/** Text colour and tinted ground of a severity. Reserved: nothing else may use them. */
export interface ToneColours {
  readonly text: string;
  readonly ground: string;
}

/** Page, raised and sunken grounds that severity texts stand on. */
export const GROUNDS = {
  light: ['#ffffff', '#f7f7f8', '#eff0f2'],
  dark: ['#16171a', '#1c1e22', '#25272c'],
} as const;

/** Contrast of every text on every ground of its theme is at least 4.5:1 (held by a test). */
export const TONES: Readonly<Record<'light' | 'dark', Readonly<Record<Tone, ToneColours>>>> = {
  light: {
    critical: { text: '#b3141d', ground: '#fde8e8' },
    major: { text: '#9a4100', ground: '#ffeadb' },
    minor: { text: '#755800', ground: '#fdf2c8' },
    warning: { text: '#1558a6', ground: '#e3effd' },
    info: { text: '#4d535c', ground: '#e9ebee' },
    resolved: { text: '#2c6645', ground: '#e2f1e8' },
  },
  dark: {
    critical: { text: '#ff8f8f', ground: '#43191c' },
    major: { text: '#ffac66', ground: '#3f2611' },
    minor: { text: '#f0cf55', ground: '#37300f' },
    warning: { text: '#85bcff', ground: '#162c48' },
    info: { text: '#b6bcc6', ground: '#2c2f35' },
    resolved: { text: '#8cc7a2', ground: '#1b3024' },
  },
};
