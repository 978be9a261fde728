import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { repeatCommand } from './repeat-command.ts';

const question = { externalUrl: 'https://tocsin.test', atMs: 1_767_225_600_500 };

describe('the command that repeats an evaluation', () => {
  it.each([
    [
      'of metrics',
      { ...question, scope: 'acme.shop@lab', language: 'promql' as const, query: 'up > 0' },
      ['https://tocsin.test/scopes/acme.shop@lab/prometheus/api/v1/query', '1767225600.500'],
    ],
    [
      'of logs',
      {
        ...question,
        scope: '_platform@lab',
        language: 'logql' as const,
        query: 'rate({a="b"}[1m])',
      },
      ['https://tocsin.test/scopes/_platform@lab/loki/api/v1/query', '1767225600500000000'],
    ],
    [
      'with anything in the query',
      {
        ...question,
        scope: 'globex@lab',
        language: 'promql' as const,
        query: `a{b='c', d="$(touch x)"} \\ ! \`id\``,
      },
      ['https://tocsin.test/scopes/globex@lab/prometheus/api/v1/query', '1767225600.500'],
    ],
  ])('%s gives a shell exactly the question', (_name, asked, [url, time]) => {
    const command = repeatCommand(asked).replace(/^curl/, 'printf "%s\\n"');
    const words = execFileSync('sh', ['-c', command], {
      env: { ...process.env, TOCSIN_TOKEN: 't' },
    });
    expect(words.toString().trimEnd().split('\n')).toEqual([
      '-sSG',
      url,
      '-H',
      'Authorization: Bearer t',
      '--data-urlencode',
      `query=${asked.query}`,
      '--data-urlencode',
      `time=${time}`,
    ]);
  });
});
