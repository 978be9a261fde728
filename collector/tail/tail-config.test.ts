import { describe, expect, it } from 'vitest';
import { validator } from '../../platform/schema/validator.ts';
import { TailConfig } from './tail-config.ts';

const read = validator(TailConfig);
const least = { name: 'apps', paths: ['/var/log/*.log'], job: 'apps' };

describe('the configuration of tailed files', () => {
  it('needs a name, paths and a job', () => {
    expect(read([least])).toEqual({
      kind: 'valid',
      value: [
        {
          ...least,
          environment: 'default.default.default',
          exclude: [],
          labels: {},
          start: 'beginning',
          maxFiles: 1_000,
        },
      ],
    });
  });

  const wrong: readonly [string, object][] = [
    ['a path that is not absolute', { paths: ['log/*.log'] }],
    ['no path', { paths: [] }],
    ['a label of no legal name', { labels: { 'bad-name': 'x' } }],
    ['the label of audit', { labels: { tocsin_audit: 'true' } }],
    ['a start that there is not', { start: 'middle' }],
    ['an environment without its project', { environment: 'acme' }],
    ['something else', { colour: 'red' }],
  ];
  it.each(wrong)('refuses %s', (_, part) => {
    expect(read([{ ...least, ...part }]).kind).toBe('invalid');
  });
});
