import fc from 'fast-check';
import {
  filteredName,
  labelName,
  listed,
  pattern,
  quoted,
  selectorName,
  type Tokens,
  value,
} from './logql-names.ts';

const EQUALITY = fc.constantFrom('=', '!=');
const REGEX = fc.constantFrom('=~', '!~');

function matcher(name: fc.Arbitrary<string>): fc.Arbitrary<Tokens> {
  return fc.oneof(fc.tuple(name, EQUALITY, value()), fc.tuple(name, REGEX, pattern()));
}

/** A selector Loki accepts: one matcher refuses the empty text. */
export function selector(): fc.Arbitrary<Tokens> {
  const needed = fc.constantFrom<Tokens>(
    ['ns', '!=', '""'],
    ['app', '=~', '`.+`'],
    ['app', '!~', '".*"'],
    ['json', '=', '"a"'],
    ['app', '=~', '"(?:a|b)+"'],
  );
  return fc
    .tuple(needed, fc.array(matcher(selectorName()), { maxLength: 3 }), fc.nat({ max: 3 }))
    .map(([first, more, at]) => {
      const all = [...more];
      all.splice(Math.min(at, more.length), 0, first);
      return ['{', ...listed(all), '}'];
    });
}

const IPS = ['"10.0.0.1"', '`10.0.0.0/8`', '"10.0.0.1-10.0.0.9"', '"::1"', '"fe80::/10"'];

function ip(): fc.Arbitrary<Tokens> {
  return fc
    .tuple(fc.constantFrom('ip(', 'IP ('), fc.constantFrom(...IPS))
    .map(([call, address]) => [call, address, ')']);
}

function alternatives(one: fc.Arbitrary<Tokens>): fc.Arbitrary<Tokens> {
  return fc
    .array(one, { minLength: 1, maxLength: 3 })
    .map((items) => items.flatMap((item, i) => (i === 0 ? item : ['or', ...item])));
}

const asToken = (text: string): Tokens => [text];

function lineFilter(): fc.Arbitrary<Tokens> {
  const linePattern = quoted(fc.constantFrom('<_>', '', 'x <_> y', '<x', '< _ >')).map(asToken);
  const texts = fc
    .tuple(fc.constantFrom('|=', '!='), alternatives(fc.oneof(value().map(asToken), ip())))
    .map(([op, rest]) => [op, ...rest]);
  const regexes = fc
    .tuple(fc.constantFrom('|~', '!~'), alternatives(pattern().map(asToken)))
    .map(([op, rest]) => [op, ...rest]);
  const patterns = fc
    .tuple(fc.constantFrom('|>', '!>'), alternatives(linePattern))
    .map(([op, rest]) => [op, ...rest]);
  return fc.oneof(texts, regexes, patterns);
}

const QUANTITIES = [
  ...['5', '.5', '1e3', '0x1p4', '5m', '1h30m', '250ms', '1.5h', '100ns', '-30s', '1d', '2w'],
  ...['5kB', '5KiB', '2.5MB', '0B', '1G'],
];
const COMPARISONS = fc.constantFrom('=', '==', '!=', '>', '>=', '<', '<=');

function comparison(): fc.Arbitrary<Tokens> {
  const quantity = fc.constantFrom(...QUANTITIES).map(asToken);
  const signed = fc.constantFrom<Tokens>(['-', '5'], ['+', '.5']);
  return fc.oneof(
    { arbitrary: matcher(filteredName()), weight: 3 },
    {
      arbitrary: fc
        .tuple(filteredName(), COMPARISONS, fc.oneof(quantity, signed))
        .map(([name, op, rest]) => [name, op, ...rest]),
      weight: 3,
    },
    {
      arbitrary: fc
        .tuple(filteredName(), EQUALITY, ip())
        .map(([name, op, call]) => [name, op, ...call]),
      weight: 1,
    },
  );
}

/** A label filter with every way of joining: words, comma, nothing, parentheses. */
function labelFilter(): fc.Arbitrary<Tokens> {
  const joint = fc.constantFrom<Tokens>(['and'], ['or'], [','], [], ['AND'], ['OR']);
  const { filter } = fc.letrec<{ readonly filter: Tokens }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, depthSize: 'medium', depthIdentifier: fc.createDepthIdentifier() },
      { arbitrary: comparison(), weight: 4 },
      {
        arbitrary: fc
          .tuple(tie('filter'), joint, tie('filter'))
          .map(([left, word, right]) => [...left, ...word, ...right]),
        weight: 3,
      },
      { arbitrary: tie('filter').map((tokens) => ['(', ...tokens, ')']), weight: 1 },
    ),
  }));
  return filter;
}

function extractions(): fc.Arbitrary<Tokens> {
  const one = fc.oneof(
    labelName().map(asToken),
    fc.tuple(labelName(), fc.constant('='), quoted(fc.constantFrom('b.c[0]', '["q"]', 'd'))),
  );
  return fc.array(one, { maxLength: 3 }).map(listed);
}

function parser(): fc.Arbitrary<Tokens> {
  const flags = fc.array(fc.constantFrom('--strict', '--keep-empty'), { maxLength: 2 });
  const regexp = quoted(fc.constantFrom('(?P<m>\\w+) (?P<p>.*)', '(?P<q>[^"]+)', '(?P<u>é)'));
  const captures = quoted(fc.constantFrom('<ip> - <_> "<path>', '<a>', '<_> <b> <', '<x>}{<y>'));
  return fc.oneof(
    fc.tuple(fc.constantFrom('json', 'JSON'), extractions()).map(([word, rest]) => [word, ...rest]),
    fc.tuple(flags, extractions()).map(([words, rest]) => ['logfmt', ...words, ...rest]),
    regexp.map((text) => ['regexp', text]),
    captures.map((text) => ['pattern', text]),
    fc.constantFrom<Tokens>(['unpack'], ['decolorize']),
  );
}

/** Targets may stand once in a stage, so each is a name of its own. */
function labelFormat(): fc.Arbitrary<Tokens> {
  const source = fc.oneof(labelName(), quoted(fc.constantFrom('{{.x}}', '{{ __line__ }}{ns="y"}')));
  return fc
    .array(source, { minLength: 1, maxLength: 3 })
    .map((sources) => ['label_format', ...listed(sources.map((text, i) => [`t${i}`, '=', text]))]);
}

function format(): fc.Arbitrary<Tokens> {
  const choice = fc.oneof(labelName().map(asToken), matcher(labelName()));
  const choices = fc.array(choice, { minLength: 1, maxLength: 3 }).map(listed);
  return fc.oneof(
    quoted(fc.constantFrom('{{.x}}', '{', '}#', '')).map((text) => ['line_format', text]),
    labelFormat(),
    fc
      .tuple(fc.constantFrom('drop', 'keep', 'DROP'), choices)
      .map(([word, rest]) => [word, ...rest]),
  );
}

/** Stages of a pipeline, each with what begins it. */
export function pipeline(): fc.Arbitrary<Tokens> {
  const piped = fc.oneof(parser(), format(), labelFilter()).map((tokens) => ['|', ...tokens]);
  return fc
    .array(fc.oneof(lineFilter(), piped), { maxLength: 4 })
    .map((stages) => stages.flatMap((stage, i) => [...gapAfter(stages[i - 1], stage), ...stage]));
}

/** `drop a != "x"` is one stage, so that two need something between them. */
function gapAfter(before: Tokens | undefined, stage: Tokens): Tokens {
  const endsWithName =
    /^(?:drop|keep)$/i.test(before?.[1] ?? '') && /\w$/.test(before?.at(-1) ?? '');
  return endsWithName && /^!/.test(stage[0] ?? '') ? ['|=', '""'] : [];
}

/** `| unwrap …` with the filters behind it. */
export function unwrap(): fc.Arbitrary<Tokens> {
  const target = fc.oneof(
    labelName().map(asToken),
    fc
      .tuple(fc.constantFrom('duration(', 'duration_seconds (', 'BYTES('), labelName())
      .map(([call, name]) => [call, name, ')']),
  );
  const filters = fc.array(
    labelFilter().map((tokens) => ['|', ...tokens]),
    { maxLength: 2 },
  );
  return fc
    .tuple(target, filters)
    .map(([value, rest]) => ['|', 'unwrap', ...value, ...rest.flat()]);
}
