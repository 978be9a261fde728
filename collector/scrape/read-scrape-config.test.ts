import { describe, expect, it } from 'vitest';
import { AppError } from '../../platform/errors/app-error.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import { validator } from '../../platform/schema/validator.ts';
import { readScrapeConfig, type ScrapeReferences } from './read-scrape-config.ts';
import { ScrapeConfig } from './scrape-config.ts';

const references: ScrapeReferences = {
  placeOf: (environment) => {
    const [tenant = ''] = environment.split('.');
    if (tenant !== 'acme' && tenant !== 'globex') {
      throw new AppError('invalid', `there is no environment ${environment}`);
    }
    return { tenant, ownLabels: labelsFrom([['namespace', `${tenant}-prod`]]) };
  },
  secretOf: (ref) => (typeof ref === 'string' ? ref : 'looked up'),
};

const validate = validator(ScrapeConfig);

function read(given: object) {
  const outcome = validate(given);
  if (outcome.kind === 'invalid') return outcome.findings;
  try {
    return readScrapeConfig(outcome.value, references);
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.details : thrown;
  }
}

describe('the configuration of scraping', () => {
  it('has defaults for everything', () => {
    expect(validate({})).toMatchObject({
      kind: 'valid',
      value: { interval: '15s', timeout: '10s', self: true, host: true, jobs: [] },
    });
  });

  it('makes jobs', () => {
    const jobs = read({
      jobs: [
        {
          name: 'api',
          environment: 'acme.shop.prod',
          targets: [{ targets: ['a:1'] }],
          files: ['targets/*.yml'],
          http: [{ url: 'https://sd.acme.example', auth: { kind: 'bearer', token: { env: 'T' } } }],
          interval: '5s',
          tls: { ca: 'PEM', insecureSkipVerify: true },
          auth: { kind: 'basic', user: 'me', password: 'secret' },
          fallbackProtocol: 'text',
          metricRelabel: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'go_.*' }],
        },
        { name: 'api', environment: 'globex.web.prod', targets: [{ targets: ['g:1'] }] },
      ],
    });
    expect(jobs).toMatchObject([
      {
        id: 'acme.shop.prod/api',
        name: 'api',
        tenant: 'acme',
        ownLabels: new Map([['namespace', 'acme-prod']]),
        intervalMs: 5_000,
        timeoutMs: 5_000,
        tls: { ca: 'PEM', rejectUnauthorized: false },
        auth: { kind: 'basic', user: 'me', password: 'secret' },
        fallbackProtocol: 'text',
        source: {
          discoveries: [
            { kind: 'static', groups: [{ targets: ['a:1'], labels: {} }] },
            { kind: 'file', files: ['targets/*.yml'], everyMs: 5_000 },
            { kind: 'http', everyMs: 60_000, auth: { kind: 'bearer', token: 'looked up' } },
          ],
        },
      },
      { id: 'globex.web.prod/api', tenant: 'globex', intervalMs: 15_000, timeoutMs: 10_000 },
    ]);
  });

  const job = { name: 'api', environment: 'acme.shop.prod' };
  it.each<[string, object, string]>([
    [
      'an interval below a second',
      { ...job, interval: '500ms' },
      'interval: expected a duration of at least 1000ms, got 500ms',
    ],
    [
      'a long timeout',
      { ...job, interval: '5s', timeout: '6s' },
      'the timeout 6s is longer than the interval',
    ],
    ['an unknown environment', { ...job, environment: 'x.y.z' }, 'there is no environment x.y.z'],
    [
      'a bad step',
      { ...job, relabel: [{ action: 'keep', regex: '(' }] },
      'relabelling step 1: the regex "(" cannot be used',
    ],
    ['another file', { ...job, files: ['a.txt'] }, 'expected a string'],
    ['an unknown action', { ...job, relabel: [{ action: 'explode' }] }, 'expected "replace"'],
  ])('refuses %s', (_, given, message) => {
    expect(read({ jobs: [given] })).toMatchObject([{ message: expect.stringContaining(message) }]);
  });

  it('refuses two jobs of one name in an environment', () => {
    expect(read({ jobs: [job, job] })).toMatchObject([
      { path: '/collector/scrape/jobs/1', message: 'there are two jobs called api' },
    ]);
  });
});
