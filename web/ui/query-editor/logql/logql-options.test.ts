import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import { logCatalogue } from '../../api/log-catalogue.ts';
import type { ReadLoki } from '../../api/loki.ts';
import { scopedKnowledge } from './logql-knowledge.ts';
import { optionsAt } from './logql-options.ts';
import { placeIn } from './logql-place.ts';

const RANGE = {
  from: { kind: 'relative', agoMs: 3_600_000 },
  to: { kind: 'relative', agoMs: 0 },
} as const;

const FIELDS = {
  fields: [
    { label: 'trace_id', type: 'string', parsers: null },
    { label: '消息', type: 'string', parsers: ['json'] },
    { label: 'took', type: 'duration', parsers: ['json'] },
    { label: 'code', type: 'float', parsers: ['json', 'logfmt'] },
    { label: 'app', type: 'string', parsers: ['json'] },
  ],
};

/** A service with two tenants: every text of an answer says whose it is. */
function service() {
  const asked: string[] = [];
  const read: ReadLoki = async (scope, path, { query = '' }) => {
    asked.push(`${scope} ${path} ${query}`.trim());
    if (path === 'labels') return ['app', 'env', `of_${scope}`];
    if (path === 'detected_fields') return FIELDS;
    if (path.startsWith('detected_field/')) return { values: [`${scope} 值`, '500'] };
    return [`${scope} "商店"`, 'a.b'];
  };
  return { read, asked };
}

async function offered(marked: string, read: ReadLoki, scope = 'acme', client = new QueryClient()) {
  const { place } = placeIn(marked.replace('^', ''), marked.indexOf('^'));
  const catalogue = logCatalogue(read, scope, RANGE);
  return optionsAt(place, scopedKnowledge(catalogue, client, new AbortController().signal));
}

const labelsOf = (options: readonly { readonly label: string }[]) =>
  options.map(({ label }) => label);
const insertsOf = (options: readonly { readonly insert: string }[]) =>
  options.map(({ insert }) => insert);

describe('what is offered', () => {
  it('asks with the selector written so far, and leaves out what is there already', async () => {
    const { read, asked } = service();
    expect(labelsOf(await offered('{app="shop", ^}', read))).toEqual(['env', 'of_acme']);
    expect(asked).toEqual(['acme labels {app="shop"}']);
  });

  it('never offers one tenant what another has', async () => {
    const { read, asked } = service();
    const client = new QueryClient();
    expect(labelsOf(await offered('{^}', read, 'acme', client))).toContain('of_acme');
    expect(labelsOf(await offered('{^}', read, 'umbrella', client))).toEqual([
      'app',
      'env',
      'of_umbrella',
    ]);
    await offered('{ap^}', read, 'umbrella', client);
    expect(asked).toEqual(['acme labels', 'umbrella labels']);
  });

  it('writes values as they must stand: quoted, escaped, or as a pattern', async () => {
    const { read, asked } = service();
    expect(insertsOf(await offered('{env="p", app=^}', read))).toEqual([
      '"acme \\"商店\\""',
      '"a.b"',
    ]);
    expect(insertsOf(await offered('{app="^"}', read))).toEqual(['acme \\"商店\\"', 'a.b']);
    expect(insertsOf(await offered('{app=~"^"}', read))).toEqual(['acme \\"商店\\"', 'a\\\\.b']);
    expect(insertsOf(await offered('{app=~`^`}', read))).toEqual(['acme "商店"', 'a\\.b']);
    expect(asked[0]).toBe('acme label/app/values {env="p"}');
  });

  it('offers fields that the parsers before find, metadata, and labels', async () => {
    const { read, asked } = service();
    const names = labelsOf(await offered('{app="shop"} | logfmt | code=1 and ^', read));
    expect(names).toEqual(['trace_id', 'code', 'app', 'env', 'of_acme']);
    expect(asked).toContain('acme detected_fields {app="shop"} | logfmt');
    expect(asked).toContain('acme labels {app="shop"}');
    const behindPipe = labelsOf(await offered('{app="shop"} | json | ^', read));
    expect(behindPipe).toEqual(expect.arrayContaining(['json', 'line_format', '消息', 'took']));
    expect(behindPipe).not.toContain('unwrap');
  });

  it('offers values of a field, or of the label of that name', async () => {
    const { read } = service();
    expect(labelsOf(await offered('{app="shop"} | json | code="^"', read))).toEqual([
      'acme 值',
      '500',
    ]);
    expect(insertsOf(await offered('{app="shop"} | json | code>^', read))).toEqual(['500']);
    expect(labelsOf(await offered('{app="shop"} | json | env="^"', read))).toContain('a.b');
  });

  it('offers numbers to unwrap first, and converts durations', async () => {
    const { read } = service();
    const options = await offered('rate({app="shop"} | json | unwrap ^', read);
    expect(insertsOf(options).slice(0, 2)).toEqual(['code', 'duration(took)']);
    expect(labelsOf(options).slice(-3)).toEqual(['bytes', 'duration', 'duration_seconds']);
  });

  it('groups by labels of the lines that are aggregated', async () => {
    const { read } = service();
    const names = labelsOf(await offered('sum by (env, ^) (rate({app="shop"} | json [5m]))', read));
    expect(names).toEqual(['app', 'of_acme', 'trace_id', '消息', 'took', 'code']);
  });

  it('knows functions, grouping words, line filters and durations without asking', async () => {
    const { read, asked } = service();
    expect(insertsOf(await offered('^', read))).toEqual(
      expect.arrayContaining(['{}', 'rate()', 'sum()', 'quantile_over_time(0.95, )']),
    );
    expect(labelsOf(await offered('rate(^)', read))).toEqual(['{']);
    expect(insertsOf(await offered('sum ^(rate({app="a"}[5m]))', read))).toEqual([
      'by ()',
      'without ()',
    ]);
    expect(insertsOf(await offered('{app="shop"} ^', read))).toEqual(
      expect.arrayContaining(['|= ""', '|~ ""', '| json', '| pattern ""']),
    );
    expect(labelsOf(await offered('rate({app="shop"}[^])', read))).toContain('5m');
    expect(asked).toEqual([]);
  });
});

describe('a backend that cannot be asked', () => {
  it('offers what is known without it', async () => {
    const down: ReadLoki = () =>
      Promise.reject(new ApiError({ kind: 'unavailable', status: 503, message: 'away' }));
    expect(await offered('{^}', down)).toEqual([]);
    expect(labelsOf(await offered('{app="shop"} | ^', down))).toContain('json');
  });

  it('is told when nobody waits any more', async () => {
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    const never: ReadLoki = (_scope, _path, _parameters, given) => {
      signal = given;
      return new Promise((_resolve, reject) => {
        given?.addEventListener('abort', () => reject(given.reason));
      });
    };
    const catalogue = logCatalogue(never, 'acme', RANGE);
    const labels = scopedKnowledge(catalogue, new QueryClient(), controller.signal).labels('');
    controller.abort();
    expect(await labels).toEqual([]);
    expect(signal?.aborted).toBe(true);
  });
});
