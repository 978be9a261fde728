import { type Labels, labelsFrom, labelsKey } from '../../../../platform/model/labels.ts';
import type { Outbound } from '../../../../platform/outbound/outbound.ts';
import type { FieldsOfOutput } from '../../outputs/output-fields.ts';
import type { RuntimeOutput } from '../flow-program.ts';
import { fieldAt, type LogRecord, textOf } from '../log-event.ts';
import type { OutputWriter } from '../output-queue.ts';
import type { StampedLine } from '../stamp-event.ts';
import { basicAuth, sendLines } from './http-answer.ts';
import { tlsOf } from './writer-tls.ts';

type Settings = FieldsOfOutput<'loki'>;

/** Pushes to Loki; labels are those that we stamped, and beside them what the output adds. */
export function lokiWriter(
  output: RuntimeOutput,
  settings: Settings,
  outbound: Outbound,
): OutputWriter {
  const url = `${settings.url.replace(/\/+$/, '')}/loki/api/v1/push`;
  const { secrets } = output;
  const headers = {
    'content-type': 'application/json',
    ...basicAuth(secrets.get('/username'), secrets.get('/password')),
    ...(settings.tenant === undefined ? {} : { 'x-scope-orgid': settings.tenant }),
  };
  const tls = tlsOf(secrets, { ca: '/ca_cert', cert: '/cert', key: '/key' });
  return {
    write: (lines, signal) => {
      const body = printPush(lines, settings, output.tenancyLabels);
      return sendLines(outbound, { method: 'POST', url, headers, body, tls, signal });
    },
    close: () => undefined,
  };
}

function printPush(
  lines: readonly StampedLine[],
  settings: Settings,
  names: RuntimeOutput['tenancyLabels'],
): string {
  const streams = new Map<string, { stream: Labels; values: [string, string][] }>();
  for (const { timeNs, record, stamp } of lines) {
    const own = Object.entries(settings.labels ?? {}).map(
      ([name, key]) => [name, textOf(fieldAt(record, key)).slice(0, 1_024)] as const,
    );
    const labels = labelsFrom([
      ...own,
      ...Object.entries(settings.extra_labels ?? {}),
      ...Object.entries(stamp),
      ...named(names.namespace, stamp.namespace),
      ...named(names.tenant, stamp.tenant),
      ...named(names.cluster, stamp.cluster),
    ]);
    const key = labelsKey(labels);
    const known = streams.get(key) ?? { stream: labels, values: [] };
    streams.set(key, known);
    known.values.push([String(timeNs), lineOf(record, settings)]);
  }
  const all = [...streams.values()].map(({ stream, values }) => ({
    stream: Object.fromEntries(stream),
    values,
  }));
  return JSON.stringify({ streams: all });
}

function named(name: string | null, value: string): readonly (readonly [string, string])[] {
  return name === null ? [] : [[name, value]];
}

function lineOf(record: LogRecord, settings: Settings): string {
  const removed = new Set(settings.remove_keys ?? []);
  const members = Object.entries(record).filter(([name]) => !removed.has(name));
  const [only] = members;
  if (settings.drop_single_key === true && members.length === 1) return textOf(only?.[1]);
  if (settings.line_format === 'key_value') {
    return members.map(([name, value]) => `${name}=${JSON.stringify(textOf(value))}`).join(' ');
  }
  return JSON.stringify(Object.fromEntries(members));
}
