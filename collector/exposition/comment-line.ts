import { isUtf8 } from 'node:buffer';
import type { ExpositionFormat } from './exposition-format.ts';
import type { MetadataLine, MetricType } from './metric-metadata.ts';
import { type SeriesFault, unescapeText } from './series-text.ts';

const TYPES: Readonly<Record<ExpositionFormat, ReadonlyMap<string, MetricType>>> = {
  text: new Map([
    ['counter', 'counter'],
    ['gauge', 'gauge'],
    ['histogram', 'histogram'],
    ['summary', 'summary'],
    ['untyped', 'unknown'],
  ]),
  openmetrics: new Map([
    ['counter', 'counter'],
    ['gauge', 'gauge'],
    ['histogram', 'histogram'],
    ['gaugehistogram', 'gaugehistogram'],
    ['summary', 'summary'],
    ['info', 'info'],
    ['stateset', 'stateset'],
    ['unknown', 'unknown'],
  ]),
};

const NAME = '(?:[a-zA-Z_:][a-zA-Z0-9_:]*|"(?:\\\\.|[^\\\\"])*")';
const TEXT_LINE = new RegExp(`^#[ \\t]+(HELP|TYPE)[ \\t]+(${NAME})(?:[ \\t]+(.*))?$`, 's');
const OPENMETRICS_LINE = new RegExp(`^# (HELP|TYPE|UNIT) (${NAME})(?: (.*))?$`, 's');

/**
 * Reads a line that begins with `#`, without its end.
 * @returns null for a comment that says nothing, which only the text format has
 */
export function readComment(
  bytes: Buffer,
  start: number,
  end: number,
  format: ExpositionFormat,
): MetadataLine | SeriesFault | null {
  if (!isUtf8(bytes.subarray(start, end))) return { fault: 'the comment is not valid UTF-8' };
  const line = bytes.toString('utf8', start, end);
  const parts = (format === 'text' ? TEXT_LINE : OPENMETRICS_LINE).exec(line);
  if (parts === null) return otherComment(line, format);
  const [, word = '', nameText = '', text = ''] = parts;
  const metric = nameText.startsWith('"') ? unescapeText(nameText.slice(1, -1), true) : nameText;
  if (word === 'HELP') {
    return { kind: 'help', metric, text: unescapeText(text, format === 'openmetrics') };
  }
  return word === 'TYPE' ? typeLine(metric, text, format) : unitLine(metric, text);
}

function otherComment(line: string, format: ExpositionFormat): SeriesFault | null {
  if (/^#[ \t]+TYPE[ \t]/.test(line) || format === 'openmetrics') {
    return { fault: `the comment ${JSON.stringify(line.slice(0, 60))} cannot be read` };
  }
  return null;
}

function typeLine(
  metric: string,
  text: string,
  format: ExpositionFormat,
): MetadataLine | SeriesFault {
  const word = format === 'text' ? text.trim() : text;
  const type = TYPES[format].get(word);
  if (type === undefined) return { fault: `${JSON.stringify(word)} is not a metric type` };
  return { kind: 'type', metric, type };
}

function unitLine(metric: string, unit: string): MetadataLine | SeriesFault {
  const isSuffix = unit === '' || metric.endsWith(`_${unit}`);
  if (!isSuffix) return { fault: `the unit ${unit} is not a suffix of the metric ${metric}` };
  return { kind: 'unit', metric, text: unit };
}
