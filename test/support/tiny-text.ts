import type { MetricType } from '../../collector/receivers/metadata-sink.ts';
import type { ParsedSample, ParseText } from '../../collector/receivers/pushgateway/pushed-text.ts';
import { labelsFrom } from '../../platform/model/labels.ts';

/** `name{a="b"} value [timestamp]` and `# TYPE` lines; the real parser is `collector/exposition`. */
export const parseTinyText: ParseText = (bytes) => {
  const lines = bytes
    .toString()
    .split('\n')
    .filter((line) => line !== '');
  const types = lines.flatMap((line) => {
    const [, name = '', type = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    return name === '' ? [] : [{ name, type: type as MetricType, help: '', unit: '' }];
  });
  const samples: ParsedSample[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('#')) continue;
    const [, name = '', labels = '', value = '', time] =
      /^(\w+)(?:\{(.*)\})? (\S+)(?: (\d+))?$/.exec(line) ?? [];
    if (name === '')
      return { kind: 'error', message: `text format parsing error in line ${index + 1}` };
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(
      ([, label = '', text = '']) => [label, text] as const,
    );
    samples.push({
      labels: labelsFrom([...pairs, ['__name__', name]]),
      value: Number(value),
      timeMs: time === undefined ? null : Number(time),
    });
  }
  return { kind: 'parsed', samples, metadata: types };
};
