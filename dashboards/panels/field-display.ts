import type { DataFrame, Field, ThresholdsConfig } from '@grafana/data';
import type { ShownValue } from '../model/panel-views.ts';
import { hexOf } from './colour.ts';
import { cutText } from './cut-text.ts';
import { fieldLinks } from './field-links.ts';
import { isBelowOne, knownUnit, unitBelowOne } from './known-unit.ts';
import type { PanelTools } from './panel-tools.ts';
import { listAt, numberAt, textAt } from './read-option.ts';
import { valueMapping } from './value-mapping.ts';

/** Words and colour of a value of a field; the row is where links may find its neighbours. */
export type Display = (value: unknown, row?: number) => ShownValue;

/** Values longer than this are not read in a panel. */
const MOST_VALUE = 2_000;

export interface DisplayChoices {
  /** Which of the palette's colours a series has. */
  readonly index: number;
  /** How a field is coloured that does not say. */
  readonly colourMode: string;
  readonly timeZone: string;
  readonly frame?: DataFrame;
}

/**
 * Unit, decimals, mappings, thresholds and colour scheme of a field at work. What is no finite number
 * is named (`NaN`, `+Inf`), never given a unit; no value is `noValue` or an en dash.
 */
export function displayOf(tools: PanelTools, field: Field, choices: DisplayChoices): Display {
  const { library, grafanaTheme, look } = tools;
  const { index, colourMode, timeZone, frame } = choices;
  const bare: Field = {
    ...field,
    config: {
      ...field.config,
      unit: knownUnit(field.config.unit),
      mappings: [],
      thresholds: thresholdsOf(field),
      color: field.config.color ?? { mode: colourMode },
    },
    state: { ...field.state, seriesIndex: index },
  };
  const theme = grafanaTheme;
  const format = library.getDisplayProcessor({ field: bare, theme, timeZone });
  const below = unitBelowOne(knownUnit(field.config.unit));
  const small =
    below === null
      ? format
      : library.getDisplayProcessor({
          field: { ...bare, config: { ...bare.config, unit: below } },
          ...{ theme, timeZone },
        });
  const map = valueMapping(field.config.mappings);
  const links = fieldLinks(field, frame);
  const hex = (colour: string) =>
    hexOf(grafanaTheme.visualization.getColorByName(colour), look.ground, '#808080');
  return (value, row) => {
    const mapped = map(value);
    const shown = (isBelowOne(value) ? small : format)(value);
    const parts = partsOf(value, shown, textAt(field.config, 'noValue', ''));
    const own = mapped?.text ?? null;
    const said = own === null ? parts : { ...parts, prefix: '', number: own, suffix: '' };
    const number = cutText(said.number, MOST_VALUE);
    return {
      text: cutText(`${said.prefix}${said.number}${said.suffix}`.trim(), MOST_VALUE),
      prefix: said.prefix,
      number,
      suffix: said.suffix,
      numeric: parts.numeric,
      colour: hex(mapped?.colour ?? parts.colour ?? look.dimmed),
      links: links(value, number, row),
    };
  };
}

interface Parts {
  readonly prefix: string;
  readonly number: string;
  readonly suffix: string;
  readonly numeric: number | null;
  /** Null for no value. */
  readonly colour: string | null;
}

type Processed = ReturnType<ReturnType<PanelTools['library']['getDisplayProcessor']>>;

function partsOf(value: unknown, shown: Processed, noValue: string): Parts {
  const plain = (number: string) => ({
    prefix: '',
    number,
    suffix: '',
    numeric: null,
    colour: null,
  });
  if (value === null || value === undefined || value === '') return plain(noValue || '–');
  if (typeof value === 'number' && !Number.isFinite(value)) return plain(infinityText(value));
  const numeric = typeof value === 'string' ? null : finite(shown.numeric);
  return {
    prefix: shown.prefix ?? '',
    number: typeof value === 'object' ? JSON.stringify(value) : shown.text,
    suffix: shown.suffix ?? '',
    numeric,
    colour: shown.color ?? null,
  };
}

function infinityText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The thresholds of a field, ascending; the first holds from minus infinity. Green without any. */
export function thresholdsOf(field: Field): ThresholdsConfig {
  const given = field.config.thresholds;
  const steps = listAt(given, 'steps')
    .map((step, at) => ({
      value: at === 0 ? Number.NEGATIVE_INFINITY : numberAt(step, 'value', Number.NaN),
      color: textAt(step, 'color', 'green'),
    }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => a.value - b.value);
  const base = { value: Number.NEGATIVE_INFINITY, color: 'green' };
  // Absolute where nothing is said; the values of the library's enumeration are these words.
  const mode = (
    textAt(given, 'mode', 'absolute') === 'percentage' ? 'percentage' : 'absolute'
  ) as ThresholdsConfig['mode'];
  return { mode, steps: steps.length === 0 ? [base] : steps };
}
