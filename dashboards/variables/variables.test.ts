import { describe, expect, it } from 'vitest';
import { importDashboard } from '../import/import-dashboard.ts';
import type { Variable } from '../model/dashboard.ts';
import type { ScopedApi } from '../model/scoped-api.ts';
import { builtInVariables } from './built-ins.ts';
import { filterQuery, printFilter, readFilters } from './filter-query.ts';
import { formatNamed } from './format-values.ts';
import {
  interpolateAddress,
  interpolateQuery,
  interpolateText,
  locateInQuery,
} from './interpolate.ts';
import { orderVariables } from './order-variables.ts';
import { pickByPattern } from './pick-by-pattern.ts';
import { askedOf, resolveVariables } from './resolve-variables.ts';
import { sortOptions } from './sort-options.ts';

const value = (name: string, values: readonly string[], more = {}) => ({
  name,
  values,
  texts: values,
  isChoice: false,
  verbatim: null,
  ...more,
});
const time = { fromMs: 1_700_000_000_000, toMs: 1_700_021_600_000, timeZone: 'Asia/Shanghai' };
const facts = {
  time,
  intervalMs: 60_000,
  scrapeIntervalMs: 15_000,
  dashboard: { uid: 'u', title: 'No "1"' },
};
const given = {
  builtIns: builtInVariables(facts),
  variables: new Map(
    [
      value('x', ['a.b']),
      value('m', ['a.b', 'c|d'], { isChoice: true }),
      value('evil', ['"} or up{a="\\']),
      value('slash', ['\\"} or secret #']),
      value('tock', ["\\'} or secret #"]),
      value('tick', ['a`b']),
      value('all', ['a', 'b'], { isChoice: true, verbatim: '.+', texts: ['All'] }),
    ].map((each) => [each.name, each]),
  ),
};

describe('variables in queries', () => {
  it.each([
    ['up{a="$x"}', 'up{a="a.b"}'],
    ['up{a="${x}"}', 'up{a="a.b"}'],
    ['up{a="[[x]]"}', 'up{a="a.b"}'],
    ['up{a=~"$m"}', 'up{a=~"(a\\\\.b|c\\\\|d)"}'],
    ['up{a=~"${x:regex}"}', 'up{a=~"a\\\\.b"}'],
    ['up{a=~"${m:pipe}"}', 'up{a=~"a.b|c|d"}'],
    ['up{a=~"$all"}', 'up{a=~".+"}'],
    ['up{a="$evil"}', 'up{a="\\"} or up{a=\\"\\\\"}'],
    ["up{a='$evil'}", `up{a='"} or up{a="\\\\'}`],
    ['up{a="\\"$evil"}', 'up{a="\\"\\"} or up{a=\\"\\\\"}'],
    ['up # $evil', 'up # "} or up{a="\\'],
    ['rate(x[$__rate_interval])', 'rate(x[1m15s])'],
    ['x[$__range] + $__interval_ms', 'x[21600s] + 60000'],
    ['up{a="$unknown"}', 'up{a="$unknown"}'],
    ['up{a=${slash:doublequote}}', 'up{a="\\\\\\"} or secret #"}'],
    ['up{a=${tock:singlequote}}', "up{a='\\\\\\'} or secret #'}"],
    ['up{a=${tock:sqlstring}}', "up{a='\\\\\\'} or secret #'}"],
    ['up{a="${__dashboard.uid}", t="$__dashboard"}', 'up{a="u", t="No \\"1\\""}'],
    ['up{z="$__timezone"}', 'up{z="Asia/Shanghai"}'],
    ['${__dashboard.nobody}', '${__dashboard.nobody}'],
    ['${__from:date:seconds}', '1700000000'],
    ['${__from:date:YYYY-MM-DD}', '2023-11-14'],
  ])('%s is %s', (query, text) => {
    expect(interpolateQuery(query, given)).toEqual({ text, problem: null });
  });

  it.each([
    ['select $__timeFilter(x)', /another kind of data source/],
    ['up{u="${__user.login}"}', /nobody is known to look/],
    ['up{u="$__org"}', /nobody is known to look/],
    ['up{u="$__name"}', /stands for nothing/],
    ['where $timeFilter', /another kind of data source/],
    ['{a="b"} |~ `$tick`', /backquote/],
  ])('%s is refused', (query, problem) => {
    expect(interpolateQuery(query, given).problem).toMatch(problem);
  });

  it('says where a part of what is asked was written', () => {
    const query = 'rate(up{job="$job"}[$__interval]) + $nope';
    const values = new Map([
      ['job', { name: 'job', values: ['a-long-job'], texts: [], isChoice: false, verbatim: null }],
    ]);
    const { text, written } = locateInQuery(query, {
      variables: values,
      builtIns: new Map([['__interval', '1m']]),
    });
    expect(text).toBe('rate(up{job="a-long-job"}[1m]) + $nope');
    const wordsAt = (part: string) => {
      const from = text.indexOf(part);
      const place = written(from, from + part.length);
      return query.slice(place.from, place.to);
    };
    expect(wordsAt('rate(')).toBe('rate(');
    expect(wordsAt('long')).toBe('$job');
    expect(wordsAt('1m')).toBe('$__interval');
    expect(wordsAt('"}[1m])')).toBe('"}[$__interval])');
    expect(wordsAt('$nope')).toBe('$nope');
    expect(written(text.length, text.length + 1)).toEqual({
      from: query.length - 1,
      to: query.length,
    });
  });
});

describe('who looks', () => {
  const org = { id: 'acme', name: 'Acme "1"' };
  const user = { id: '01J', login: 'ann"} or up{a="', email: null };
  const known = { ...given, builtIns: builtInVariables({ ...facts, looker: { org, user } }) };
  it.each([
    ['up{o="$__org", n="${__org.name}"}', 'up{o="acme", n="Acme \\"1\\""}'],
    ['up{u="${__user.login}"}', 'up{u="ann\\"} or up{a=\\""}'],
    ['up{u="$__user", e="${__user.email}"}', 'up{u="01J", e=""}'],
    ['up{d="${__dashboard.name}"}', 'up{d="No \\"1\\""}'],
  ])('%s is %s', (query, text) => {
    expect(interpolateQuery(query, known)).toEqual({ text, problem: null });
  });
  it('is said in titles and links, and nothing more of them than Grafana says', () => {
    expect(interpolateText('Of ${__org.name}', known)).toBe('Of Acme "1"');
    expect(interpolateAddress('/x?u=${__user.login}', known)).toBe(
      '/x?u=ann%22%7D%20or%20up%7Ba%3D%22',
    );
    expect(interpolateQuery('up{p="${__user.password}"}', known).problem).toMatch(/no more than/);
    expect(interpolateText('${__user.login}', given)).toBe('${__user.login}');
  });
});

describe('formats', () => {
  const two = value('x', ['a b', "c'd"], { texts: ['A', 'C'] });
  it.each([
    ['csv', "a b,c'd"],
    ['pipe', "a b|c'd"],
    ['raw', "a b,c'd"],
    ['glob', "{a b,c'd}"],
    ['json', '["a b","c\'d"]'],
    ['regex', "(a b|c'd)"],
    ['doublequote', '"a b","c\'d"'],
    ['singlequote', "'a b','c\\'d'"],
    ['sqlstring', "'a b','c''d'"],
    ['percentencode', '%7Ba%20b%2Cc%27d%7D'],
    ['queryparam', 'var-x=a%20b&var-x=c%27d'],
    ['distributed', "a b,x=c'd"],
    ['text', 'A + C'],
    ['html', 'a b, c&#39;d'],
    ['nobodyknows', "{a b,c'd}"],
  ])('%s is %s', (format, text) => {
    expect(formatNamed(two, format)).toBe(text);
  });
});

describe('texts and addresses', () => {
  it('take words, and values that cannot leave their place', () => {
    expect(interpolateText('of $all and ${x}', given)).toBe('of All and a.b');
    const host = { ...given, variables: new Map([['h', value('h', ['evil.example/?a=b&c'])]]) };
    expect(interpolateAddress('/d/x?var-h=$h&${__url_time_range}', host)).toBe(
      '/d/x?var-h=evil.example%2F%3Fa%3Db%26c&from=1700000000000&to=1700021600000',
    );
    expect(interpolateAddress('${h:raw}', host)).toBe('evil.example%2F%3Fa%3Db%26c');
    expect(interpolateAddress('/x?p=${__value.raw}', host)).toBe('/x?p=${__value.raw}');
  });
});

describe('filters of readers', () => {
  const filters = readFilters(['ns|=|a"b', 'x|=~|c__gfp__d', 'bad|<|1', '']);
  it('are read, and printed as they were', () => {
    expect(filters.map(printFilter)).toEqual(['ns|=|a"b', 'x|=~|c__gfp__d']);
  });
  it.each([
    ['ns|=__gfp__|a.b|c', 'up{ns=~"a\\\\.b|c"}'],
    ['ns|!=__gfp__|a', 'up{ns!~"a"}'],
    ['ns|=__gfp__|a__gfp__b__gfc__c', 'up{ns=~"a\\\\|b,c"}'],
    ['ns|=__gfp__', 'up'],
  ])('of one of several become a pattern: %s', (text, query) => {
    const read = readFilters([text]);
    expect(filterQuery('up', 'promql', read)).toBe(query);
    expect(readFilters(read.map(printFilter))).toEqual(read);
  });
  it('of one of several are taken over, and others are said', () => {
    const filters = [
      { key: 'ns', operator: '=|', value: 'a', values: ['a', 'b'] },
      { key: 'n', operator: '<', value: '1' },
    ];
    const list = [{ name: 'f', type: 'adhoc', filters }];
    const read = importDashboard({ title: 't', panels: [], templating: { list } });
    if (read.kind === 'refused') throw new Error(read.message);
    expect(readFilters(read.dashboard.variables[0]?.current ?? [])).toEqual([
      { label: 'ns', operator: '=~', value: 'a|b' },
    ]);
    expect(read.notes.map(({ message }) => message)).toEqual([
      'The filter n < of f is left out: queries have no such condition.',
    ]);
  });
  it.each([
    [
      'promql',
      'sum(up{a="b"}) / up',
      'sum(up{ns="a\\"b",x=~"c|d",a="b"}) / up{ns="a\\"b",x=~"c|d"}',
    ],
    ['logql', 'rate({a="b"}[1m])', 'rate({ns="a\\"b",x=~"c|d",a="b"}[1m])'],
    ['promql', 'up{', 'up{'],
  ] as const)('go into every selector of %s %s', (language, query, text) => {
    expect(filterQuery(query, language, filters)).toBe(text);
  });
});

describe('patterns', () => {
  const found = ['up{ns="a", pod="x"}', 'up{ns="b", pod="y"}', 'down'];
  it.each([
    ['', found],
    ['/up/', found.slice(0, 2)],
    ['/ns="([^"]+)"/', ['a', 'b']],
    ['/NS="([^"]+)"/i', ['a', 'b']],
  ])('%s picks', (pattern, values) => {
    const picked = pickByPattern(found, pattern);
    expect(picked.kind === 'options' && picked.options.map((each) => each.value)).toEqual(values);
  });
  it('name text and value', () => {
    const picked = pickByPattern(found, '/ns="(?<text>[^"]+)", pod="(?<value>[^"]+)"/');
    expect(picked).toEqual({
      kind: 'options',
      options: [
        { text: 'a', value: 'x' },
        { text: 'b', value: 'y' },
      ],
    });
  });
  it.each(['/(?=a)/', '/(/', `/${'a'.repeat(20_000)}/`])(
    'that cannot be run are told',
    (pattern) => {
      expect(pickByPattern(found, pattern).kind).toBe('refused');
    },
  );
});

describe('orders', () => {
  const options = ['b10', 'B2', 'a1'].map((text) => ({ text, value: text }));
  it.each([
    [0, ['b10', 'B2', 'a1']],
    [1, ['B2', 'a1', 'b10']],
    [2, ['b10', 'a1', 'B2']],
    [3, ['a1', 'B2', 'b10']],
    [4, ['b10', 'B2', 'a1']],
    [5, ['a1', 'b10', 'B2']],
    [7, ['a1', 'B2', 'b10']],
    [9, ['b10', 'B2', 'a1']],
  ])('%i', (sort, texts) => {
    expect(sortOptions(options, sort).map(({ text }) => text)).toEqual(texts);
  });
});

const query = (name: string, text: string, more = {}): Variable => ({
  kind: 'query',
  name,
  label: '',
  description: '',
  hides: 'nothing',
  current: [],
  isMulti: false,
  hasAll: false,
  allValue: null,
  language: 'promql',
  query: text,
  pattern: '',
  sort: 1,
  refreshes: 'on-load',
  ...more,
});

describe('chained variables', () => {
  it('come in the order in which they need each other, and cycles are told', () => {
    const { order, cycles } = orderVariables([
      query('b', 'label_values(x{a="$a"}, b)'),
      query('a', 'label_values(a)'),
      query('c', '$d'),
      query('d', '$c'),
    ]);
    expect(order.map(({ name }) => name).slice(0, 2)).toEqual(['a', 'b']);
    expect(cycles).toEqual([['c', 'd']]);
  });

  it('are asked with what was chosen before, and values that nobody offers are not taken', async () => {
    const asked: string[] = [];
    const answers: Readonly<Record<string, readonly string[]>> = {
      'label/a/values': ['a1', 'a2'],
      'label/b/values': ['b2', 'b1'],
    };
    const api: ScopedApi = {
      prometheus: async (path, parameters) => {
        asked.push(`${path} ${new Map(parameters).get('match[]') ?? ''}`);
        return { data: answers[path] ?? [], warnings: [] };
      },
      loki: async () => {
        throw new Error('no logs');
      },
    };
    const variables = [
      query('b', 'label_values(x{a=~"$a"}, b)', { isMulti: true, hasAll: true }),
      query('a', 'label_values(a)'),
      query('l', 'label_values(a)', { language: 'logql' }),
    ];
    const address = new URLSearchParams('var-a=a2&var-b=b1&var-b=nobody&range=1h');
    const resolved = await resolveVariables(api, {
      variables,
      asked: askedOf(address),
      time,
      builtIns: new Map(),
    });
    expect(asked).toEqual(['label/a/values ', 'label/b/values x{a=~"a2"}']);
    expect(resolved.values.get('b')?.values).toEqual(['b1']);
    expect(resolved.variables.map(({ selected, problem }) => [selected, problem])).toEqual([
      [['b1'], null],
      [['a2'], null],
      [[], 'no logs'],
    ]);
  });
});

describe('variables of data sources', () => {
  it.each([
    ['prometheus', {}],
    ['loki', {}],
    ['prometheus', { regex: '/^other/', multi: true, includeAll: true }],
  ])(
    'of %s with %j have their plugin, whatever the address and the JSON choose',
    async (plugin, more) => {
      const current = { text: 'Of globex', value: 'globex' };
      const json = { name: 'ds', type: 'datasource', query: plugin, current, ...more };
      const read = importDashboard({ panels: [], templating: { list: [json] } });
      if (read.kind === 'refused') throw new Error(read.message);
      const nobody = async () => {
        throw new Error('nothing is to be asked');
      };
      const { values, variables } = await resolveVariables(
        { prometheus: nobody, loki: nobody },
        {
          variables: read.dashboard.variables,
          asked: askedOf(new URLSearchParams('var-ds=globex&var-ds=acme')),
          time,
          builtIns: new Map(),
        },
      );
      expect(variables).toMatchObject([{ options: [], selected: [plugin], problem: null }]);
      const asked = { variables: values, builtIns: new Map() };
      expect(interpolateQuery('up{source="${ds}"}', asked).text).toBe(`up{source="${plugin}"}`);
    },
  );
});
