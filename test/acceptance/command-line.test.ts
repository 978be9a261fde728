import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../support/api-client.ts';
import { inRepository } from '../support/repository.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTocsin } from '../support/tocsin-process.ts';
import { twoTenants } from '../support/two-tenants.ts';

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function tocsin(
  args: readonly string[],
  input = '',
  env: Record<string, string> = {},
): Promise<Run> {
  const child = spawn(process.execPath, [inRepository('scripts/tocsin.mjs'), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

let folder: string;

beforeAll(() => {
  folder = tempFolder('command-line');
  const config = { clusters: [], ...twoTenants({ prometheusUrl: 'http://127.0.0.1:9' }) };
  writeFileSync(join(folder, 'lab.yaml'), JSON.stringify(config));
});
afterAll(() => removeFolder(folder));

describe('tocsin serve', () => {
  it.each(['65', '-1', '1.5', 'two', ''])('refuses --workers=%s', async (count) => {
    const { code, err } = await tocsin(['serve', `--workers=${count}`]);
    expect([code, err]).toEqual([
      1,
      `tocsin: --workers ${count}: expected a whole number from 0 to 64\n`,
    ]);
  });
});

describe('tocsin rules lint', () => {
  it('says what is worth a thought, and fails on mistakes only', async () => {
    const file = (expr: string) =>
      JSON.stringify({ groups: [{ name: 'acme', rules: [{ alert: 'Umbrella', expr }] }] });
    writeFileSync(join(folder, 'careful.yaml'), file('rate(disk_used_ratio[5m]) > 1'));
    writeFileSync(join(folder, 'broken.yaml'), file('sum('));
    const careful = await tocsin(['rules', 'lint', 'careful.yaml']);
    expect(careful).toMatchObject({ code: 0, err: '' });
    expect(careful.out).toContain('careful.yaml:1: warning: Umbrella: ');
    const broken = await tocsin(['rules', 'lint', 'careful.yaml', 'broken.yaml', 'no.yaml']);
    expect(broken.code).toBe(1);
    expect(broken.out).toContain('broken.yaml:1: error: Umbrella: ');
    expect(broken.out).toContain('no.yaml: error: cannot be read');
  });
});

describe('tocsin rules test', () => {
  const write = (name: string, expected: number): void => {
    const sample = (tenant: string, value: number) => ({
      labels: `twice{tenant="${tenant}"}`,
      value,
    });
    const test = {
      input_series: ['acme', 'umbrella'].map((tenant) => ({
        series: `errors{tenant="${tenant}"}`,
        values: '1+1x5',
      })),
      promql_expr_test: [
        {
          expr: 'twice',
          eval_time: '1m',
          exp_samples: [sample('acme', 4), sample('umbrella', expected)],
        },
      ],
    };
    writeFileSync(join(folder, name), JSON.stringify({ rule_files: ['*.rules'], tests: [test] }));
  };

  it('tells by its exit code whether all pass, and writes a report', async () => {
    const rules = [{ record: 'twice', expr: 'errors * 2' }];
    writeFileSync(join(folder, 'a.rules'), JSON.stringify({ groups: [{ name: 'g', rules }] }));
    write('good.json', 4);
    write('bad.json', 5);
    const good = await tocsin(['rules', 'test', 'good.json']);
    expect(good).toEqual({ code: 0, out: 'Unit Testing:  good.json\n  SUCCESS\n\n', err: '' });
    const bad = await tocsin(['rules', 'test', '--junit', 'r.xml', 'good.json', 'bad.json', 'no']);
    expect([bad.code, bad.err]).toEqual([1, '']);
    expect(bad.out).toContain('* twice{tenant="umbrella"} 5');
    expect(bad.out).toContain('no cannot be read');
    expect(readFileSync(join(folder, 'r.xml'), 'utf8').match(/<failure>/g)).toHaveLength(2);
  });
});

describe('tocsin scope', () => {
  it('takes --tenant as the matcher of that name', async () => {
    const { code, out } = await tocsin([
      'scope',
      '--tenant',
      'acme',
      'rate(http_requests_total[5m])',
    ]);
    expect([code, out]).toEqual([0, 'rate(http_requests_total{tenant="acme"}[5m])\n']);
  });

  it('takes --scope from the configuration', async () => {
    const { code, out } = await tocsin([
      'scope',
      '--config',
      'lab.yaml',
      '--scope',
      'umbrella.shop',
      'up',
    ]);
    expect([code, out]).toEqual([0, 'up{namespace="umbrella-prod"}\n']);
  });

  it('refuses what a strict cluster refuses', async () => {
    const config = twoTenants({ prometheusUrl: 'http://127.0.0.1:9' });
    const clusters = (config.clusters as readonly object[]).map((cluster) => ({
      ...cluster,
      logs: { url: 'http://127.0.0.1:9' },
      enforcement: { strict: true },
    }));
    writeFileSync(join(folder, 'strict.yaml'), JSON.stringify({ ...config, clusters }));
    const scope = ['scope', '--config', 'strict.yaml', '--scope', 'acme'];
    const foreign = '{namespace="umbrella-prod"}';
    for (const language of ['promql', 'logql']) {
      const { code, out, err } = await tocsin([...scope, '--language', language, foreign]);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain('of label namespace the scope holds "acme-prod"');
    }
    const { out } = await tocsin([...scope, 'up{namespace!="umbrella-prod"}']);
    expect(out).toBe('up{namespace="acme-prod",namespace!="umbrella-prod"}\n');
  });

  it('reads and writes a line each with --stdin', async () => {
    const queries = ['up', 'sum(', 'info(up)', '{__name__=~".+"}'];
    const { code, out } = await tocsin(
      ['scope', '--tenant', 'acme', '--stdin'],
      queries.map((query) => JSON.stringify(query)).join('\n'),
    );
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect([code, lines.map(({ query }) => query)]).toEqual([0, queries]);
    expect(lines.map((line) => ('scoped' in line ? line.scoped : 'error'))).toEqual([
      'up{tenant="acme"}',
      'error',
      'error',
      '{tenant="acme",__name__=~".+"}',
    ]);
  });

  it('speaks LogQL, also with --stdin', async () => {
    const logql = ['scope', '--language', 'logql', '--tenant', 'acme'];
    const one = await tocsin([...logql, '{app="a"} |= "x"']);
    expect([one.code, one.out]).toEqual([0, '{tenant="acme",app="a"} |= "x"\n']);
    const several = await tocsin([...logql, '--stdin'], '"vector(1)"\n"{a=\\"b\\""\n');
    expect(
      several.out
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      { query: 'vector(1)', scoped: 'vector(1)' },
      { query: '{a="b"', error: expect.stringContaining('unexpected $end') },
    ]);
  });

  it('says why with --why', async () => {
    const why = ['scope', '--config', 'lab.yaml', '--scope', 'acme', '--why'];
    const { code, out } = await tocsin([...why, 'up{namespace="umbrella-prod"}']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      scope: 'acme',
      refusal: null,
      parts: [
        {
          query: 'up{namespace="acme-prod",namespace="umbrella-prod"}',
          matchers: [{ label: 'namespace', from: 'namespace' }],
          selectors: [{ contradiction: expect.stringContaining('can match nothing') }],
        },
      ],
    });
    const refused = await tocsin([...why, 'up{']);
    expect([refused.code, JSON.parse(refused.out).refusal.reason]).toEqual([1, 'parse']);
    const lines = await tocsin([...why, '--language', 'logql', '--stdin'], '"{a=\\"b\\"}"\n7\n');
    const answers = lines.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toMatchObject([{ refusal: { reason: 'no_backend' } }, { query: '7' }]);
  });

  it.each([
    [['scope', '--tenant', 'acme', '--why', 'up'], '--why needs --scope'],
    [['scope', '--language', 'sql', '--tenant', 'acme', 'up'], '--language is promql or logql'],
    [['scope', '--language', 'logql', '--tenant', 'acme', 'up'], 'unexpected IDENTIFIER'],
    [['scope', '--tenant', 'acme', 'sum('], 'unclosed left parenthesis'],
    [['scope', 'up'], 'give --tenant'],
    [['scope', '--tenant', '', 'up'], 'empty value'],
    [['scope', '--scope', 'acme', '--tenant', 'acme', 'up'], 'not both'],
    [['scope', '--config', 'lab.yaml', '--scope', 'nobody', 'up'], 'no scope "nobody"'],
    [['scope', '--tenant', 'acme'], 'give one query'],
    [['scop', 'up'], 'there is no command scop'],
  ])('refuses %j', async (args, message) => {
    const { code, out, err } = await tocsin(args);
    expect(code).not.toBe(0);
    expect(out).toBe('');
    expect(err).toContain(message);
  });
});

describe('tocsin check-config', () => {
  it('accepts the example of the documentation', async () => {
    const [, example = ''] =
      /```yaml\n([\s\S]+?)```/.exec(readFileSync(inRepository('docs/configuration.md'), 'utf8')) ??
      [];
    writeFileSync(
      join(folder, 'example.yaml'),
      example.replace('{ file: /run/secrets/ann }', '{ env: ANN }'),
    );
    const secret = 'a-secret-of-more-than-32-characters-';
    const hash =
      '$scrypt$ln=15,r=8,p=3$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';
    const { code, out, err } = await tocsin(['check-config', '--config', 'example.yaml'], '', {
      RELAY_PASSWORD: 'x',
      ROOT_PASSWORD_HASH: hash,
      ANN: 'a good password',
      EU1_INTAKE_TOKEN: `${secret}1`,
      ACME_GRAFANA_TOKEN: `${secret}2`,
    });
    expect([err, code]).toEqual(['', 0]);
    expect(out).toBe('example.yaml: good; 2 tenants, 1 clusters, 2 users, 2 tokens declared\n');
  });

  it('accepts a cluster with metrics and logs, and limits of tenants', async () => {
    const [cluster] = twoTenants({ prometheusUrl: 'http://127.0.0.1:9' }).clusters as object[];
    const auth = { kind: 'bearer', token: { env: 'LOKI_TOKEN' } };
    const logs = { url: 'https://loki.internal', timeout: '10s', auth };
    const config = {
      clusters: [{ ...cluster, logs }],
      logs: { maxLines: 1_000 },
      limits: { default: { maxTails: 5 }, tenants: [{ tenant: 'acme', timeout: '5s' }] },
    };
    writeFileSync(join(folder, 'logs.yaml'), JSON.stringify(config));
    const check = ['check-config', '--config', 'logs.yaml'];
    const good = await tocsin(check, '', { LOKI_TOKEN: 'x', TOCSIN_LOGS_MAX_TAILS: '7' });
    expect([good.err, good.code]).toEqual(['', 0]);
    const bad = await tocsin(check, '', { TOCSIN_LOGS_MAX_TAILS: '0' });
    expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('/logs/maxTails')]);
    const lost = await tocsin(check);
    expect([lost.code, lost.err]).toEqual([1, expect.stringContaining('/clusters/0/logs/auth')]);
  });

  it.each([
    ['a tenant twice', { tenants: [{ tenant: 'acme' }, { tenant: 'acme' }] }],
    ['units out of order', { default: { timeout: '1s1m' } }],
  ])('names limits with %s', async (_, limits) => {
    writeFileSync(join(folder, 'limits.yaml'), JSON.stringify({ limits }));
    const { code, err } = await tocsin(['check-config', '--config', 'limits.yaml']);
    expect([code, err]).toEqual([1, expect.stringContaining('  /limits: ')]);
  });

  it('names every finding with its path', async () => {
    writeFileSync(
      join(folder, 'bad.yaml'),
      'server: { prot: 1, port: http }\ntenants: [{ id: Acme }]\n',
    );
    const { code, err } = await tocsin(['check-config', '--config', 'bad.yaml']);
    expect(code).toBe(1);
    for (const path of ['/server/prot', '/server/port', '/tenants/0/id'])
      expect(err).toContain(`  ${path}: `);
  });

  it('names what refers to nothing', async () => {
    const tenants = [
      {
        id: 'acme',
        projects: [{ id: 'shop', environments: [{ id: 'prod', cluster: 'mars', namespace: 'x' }] }],
      },
    ];
    writeFileSync(join(folder, 'lost.yaml'), JSON.stringify({ tenants }));
    const { code, err } = await tocsin(['check-config', '--config', 'lost.yaml']);
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('/tenants/0/projects/0/environments/0/cluster'),
    ]);
  });

  it('says that a file cannot be read', async () => {
    expect(await tocsin(['check-config', '--config', 'nowhere.yaml'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('nowhere.yaml cannot be read'),
    });
  });
});

describe('tocsin help and user', () => {
  it('lists every option with default and variable', async () => {
    const { code, out } = await tocsin(['--help']);
    expect(code).toBe(0);
    for (const text of [
      'server.port  (default 8080)',
      'TOCSIN_SERVER_PORT',
      'limits.default.maxResponseBytes',
      'rangeCache.maxBytes',
      'mail.host',
      'in bytes',
    ]) {
      expect(out).toContain(text);
    }
  });

  it.each([
    [['serve', '--port', '99'], "Unknown option '--port'"],
    [['check-config', 'a.yaml'], "Unexpected argument 'a.yaml'"],
  ])('says what is wrong with %j, without a trace', async (args, message) => {
    const { code, err } = await tocsin(args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(err).not.toContain('    at ');
  });

  it('tells its version, and helps wherever it is asked', async () => {
    expect((await tocsin(['--version'])).out).toMatch(/^tocsin \d+\.\d+\.\d+\n$/);
    expect(await tocsin(['serve', '--help'])).toEqual(await tocsin(['help']));
  });

  it('makes the hash of a password that the configuration takes', async () => {
    const { code, out } = await tocsin(['user', 'hash-password'], 'a good password\n');
    expect(code).toBe(0);
    const users = [{ name: 'ann', passwordHash: out.trim() }];
    writeFileSync(join(folder, 'hashed.yaml'), JSON.stringify({ users }));
    expect(await tocsin(['check-config', '--config', 'hashed.yaml'])).toMatchObject({ code: 0 });
    expect(await tocsin(['user', 'hash-password'], 'short\n')).toMatchObject({ code: 1, out: '' });
  });

  it('makes a new first password while the service is stopped, and not while it runs', async () => {
    const service = await startTocsin();
    try {
      const config = ['--config', join(service.folder, 'tocsin.yaml')];
      const running = await tocsin(['user', 'reset-password', 'admin', ...config]);
      expect([running.code, running.out]).toEqual([1, '']);
      await service.stop();
      const { code, out } = await tocsin(['user', 'reset-password', 'admin', ...config]);
      expect(code).toBe(0);
      await service.restart();
      const admin = await signIn(service.url, 'admin', out.trim().split('\n').at(-1) ?? '');
      expect((await admin.call('GET', '/api/v1/tenants')).status).toBe(403);
      expect(await admin.get('/api/v1/session')).toMatchObject({
        user: { name: 'admin', mustChangePassword: true },
      });
    } finally {
      await service.remove();
    }
  });
});
