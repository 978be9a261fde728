import { gzipSync } from 'node:zlib';
import { type Aim, type Attack, namesIn } from './attack.ts';

const VALUES = '[["1700000000000000000","a line"]]';

const body = (name: string, text: string, type = 'application/json'): Attack => ({
  name: `push: ${name}`,
  rows: [71],
  must: 'stay inside',
  shot: (aim) => sent(aim, type, namesIn(text, aim)),
});

function sent({ method, target }: Aim, type: string, text: string | Buffer) {
  return { method, target, headers: [['Content-Type', type]] as const, body: text };
}

const stream = (labels: string, more = '') =>
  `{"streams":[{"stream":${labels},"values":${VALUES}${more}}]}`;

/** Lines pushed in the neighbour's name. */
export const PUSH_BODIES: readonly Attack[] = [
  body('of the neighbour', stream('{"app":"shop","ns":"$other"}')),
  body('of both, twice the label', stream('{"ns":"$own","ns":"$other"}')),
  body('of both, turned', stream('{"ns":"$other","ns":"$own"}')),
  body('an escaped name', stream('{"\\u006es":"$other"}')),
  body('a name with a blank', stream('{"ns ":"$other"}')),
  body('a name in capitals', stream('{"NS":"$other"}')),
  body('a name of another script', stream('{"nѕ":"$other"}')),
  body('a value with a quote', stream('{"ns":"$own\\",ns=\\"$other"}')),
  body('a value that is a list', stream('{"ns":["$own","$other"]}')),
  body('labels as text', stream('"{ns=\\"$other\\"}"')),
  body(
    'labels of old',
    `{"streams":[{"labels":"{ns=\\"$other\\"}","entries":[{"ts":"2026-01-01T00:00:00Z","line":"x"}]}]}`,
  ),
  body('both kinds of labels', stream('{"app":"shop"}', ',"labels":"{ns=\\"$other\\"}"')),
  body(
    'the stream twice',
    `{"streams":[{"stream":{"ns":"$own"},"stream":{"ns":"$other"},"values":${VALUES}}]}`,
  ),
  body('streams twice', `{"streams":[],"streams":[{"stream":{"ns":"$other"},"values":${VALUES}}]}`),
  body(
    'one of each',
    `{"streams":[{"stream":{"app":"a"},"values":${VALUES}},{"stream":{"ns":"$other"},"values":${VALUES}}]}`,
  ),
  body('a tenant of the store', stream('{"app":"a","__tenant_id__":"$other"}')),
  body('a prototype', stream('{"app":"a","__proto__":{"ns":"$other"}}')),
  body(
    'structured metadata',
    `{"streams":[{"stream":{"app":"a"},"values":[["1700000000000000000","x",{"ns":"$other"}]]}]}`,
  ),
  body('no labels', stream('{}')),
  body('a stream that is null', stream('null')),
  body('a list', `[{"streams":[]}]`),
  body('nothing', ''),
  body('broken JSON', '{"streams":['),
  body('a mark before it', `\ufeff${stream('{"ns":"$other"}')}`),
  body('another charset', stream('{"ns":"$other"}'), 'application/json; charset=utf-16'),
  body('two types', stream('{"ns":"$other"}'), 'application/json, application/x-protobuf'),
  body('protobuf that is none', stream('{"ns":"$other"}'), 'application/x-protobuf'),
  body('OTLP', '{"resourceLogs":[]}', 'application/vnd.google.protobuf'),
  {
    name: 'push: compressed, of the neighbour',
    rows: [71],
    must: 'stay inside',
    shot: (aim) => {
      const text = namesIn(stream('{"app":"shop","ns":"$other"}'), aim);
      const shot = sent(aim, 'application/json', gzipSync(text));
      return { ...shot, headers: [...shot.headers, ['Content-Encoding', 'gzip']] };
    },
  },
  {
    name: 'push: compressed twice',
    rows: [71],
    must: 'stay inside',
    shot: (aim) => {
      const text = namesIn(stream('{"ns":"$other"}'), aim);
      const shot = sent(aim, 'application/json', gzipSync(gzipSync(text)));
      return { ...shot, headers: [...shot.headers, ['Content-Encoding', 'gzip, gzip']] };
    },
  },
];
