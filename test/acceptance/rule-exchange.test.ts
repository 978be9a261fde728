import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../web/contract/common.ts';
import type {
  RuleExportAnswer,
  RuleImportAnswer,
  RuleImportInput,
} from '../../web/contract/rule-exchange.ts';
import type { Rule } from '../../web/contract/rules.ts';
import type { ApiClient } from '../support/api-client.ts';
import { inRepository } from '../support/repository.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { readerToken, signInAs, twoTenants } from '../support/two-tenants.ts';

const FILE = `groups:
- name: shop
  interval: 30s
  rules:
  - {alert: Down, expr: up == 0, for: 5m, labels: {severity: page}}
  - {alert: Slow, expr: 'latency > 2', labels: {severity: warning}}
  - {alert: Slow, expr: 'latency > 5', labels: {severity: critical}}
  - {record: 'job:requests:rate5m', expr: 'sum by (job) (rate(requests_total[5m]))'}
`;
const BAD = `${FILE}  - {alert: Wrong, expr: 'up +', labels: {severity: warning}}\n`;

describe('rules of other formats', () => {
  let folder: string;
  let service: TocsinProcess;
  let acme: ApiClient;
  let umbrella: ApiClient;

  beforeAll(async () => {
    folder = tempFolder('rule-exchange');
    writeFileSync(join(folder, 'rules.yaml'), FILE);
    service = await startTocsin({ config: twoTenants({ prometheusUrl: 'http://127.0.0.1:9' }) });
    acme = await signInAs(service.url, 'acme-admin');
    umbrella = await signInAs(service.url, 'umbrella-admin');
  });
  afterAll(async () => {
    await service?.remove();
    if (folder) removeFolder(folder);
  });

  const send = (client: ApiClient, change: Partial<RuleImportInput> = {}) =>
    client.call('POST', '/api/v1/tenants/acme/rules/import', {
      text: FILE,
      scope: 'acme.shop',
      severities: { page: 'critical' },
      apply: false,
      ...change,
    });
  const rulesOf = async (client: ApiClient, tenant: string) =>
    (await client.get<Page<Rule>>(`/api/v1/tenants/${tenant}/rules`)).items;
  const tocsin = async (args: readonly string[], token: string) => {
    const child = spawn(process.execPath, [inRepository('scripts/tocsin.mjs'), ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', TOCSIN_TOKEN: token },
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, out, err };
  };

  it('are looked at without saving anything', async () => {
    const answer = (await send(acme)).body as RuleImportAnswer;
    expect(answer.report.map(({ rule, line, outcome }) => [rule, line, outcome])).toEqual([
      ['Down', 5, 'taken'],
      ['Slow', 6, 'taken'],
      ['Slow', 7, 'merged'],
      ['job:requests:rate5m', 8, 'taken'],
    ]);
    expect([answer.rules, answer.created]).toEqual([3, []]);
    expect(await rulesOf(acme, 'acme')).toEqual([]);
  });

  it('are taken over whole or not at all, unless it is said to leave some out', async () => {
    const refused = await send(acme, { text: BAD, apply: true });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('so none was');
    expect(await rulesOf(acme, 'acme')).toEqual([]);
    const most = await send(acme, { text: BAD, apply: true, leaveOutRefused: true });
    const answer = most.body as RuleImportAnswer;
    expect(answer.created).toHaveLength(3);
    const rules = await rulesOf(acme, 'acme');
    expect(rules.map(({ name }) => name).sort()).toEqual(['Down', 'Slow', 'job:requests:rate5m']);
    expect(rules.find(({ name }) => name === 'Slow')?.levels).toHaveLength(2);
    expect(rules.find(({ record }) => record !== undefined)?.levels).toEqual([]);
  });

  it('are nobody else’s to write or read', async () => {
    for (const client of [umbrella]) {
      expect((await send(client, { apply: true })).status).toBe(403);
      const body = { format: 'prometheus' };
      const exported = await client.call('POST', '/api/v1/tenants/acme/rules/export', body);
      expect(exported.status).toBe(403);
    }
    expect((await send(acme, { scope: 'umbrella.shop', apply: true })).status).toBe(400);
    expect(await rulesOf(umbrella, 'umbrella')).toEqual([]);
    const ids = (await rulesOf(acme, 'acme')).map(({ id }) => id);
    const theirs = await umbrella.post<RuleExportAnswer>('/api/v1/tenants/umbrella/rules/export', {
      format: 'prometheus',
      ids,
    });
    expect([theirs.rules, theirs.text]).toEqual([0, '']);
  });

  it('come out again without what keeps them to their scope', async () => {
    const exported = (format: string) =>
      acme.post<RuleExportAnswer>('/api/v1/tenants/acme/rules/export', { format, name: 'shop' });
    const { text: yaml, rules } = await exported('prometheus');
    expect(rules).toBe(3);
    expect(yaml).toContain('sum by (job) (rate(requests_total[5m]))');
    expect(yaml).not.toMatch(/acme-prod|tocsin/);
    const { leftOut } = await exported('AlertingRule');
    expect(leftOut).toHaveLength(3);
    const read = await send(acme, { text: (await exported('PrometheusRule')).text });
    expect((read.body as RuleImportAnswer).rules).toBe(3);
  });

  it('go in and out from a terminal', async () => {
    const { secret } = await acme.post<{ secret: string }>('/api/v1/tenants/acme/tokens', {
      name: 'import',
      kind: 'scope',
      node: 'acme.shop',
      permissions: ['rules:read', 'rules:write'],
      expiresAt: null,
    });
    const server = ['--server', service.url, '--owner', 'acme', '--scope', 'acme.shop'];
    const given = ['rules', 'import', ...server, '--severity', 'page=critical'];
    const dry = await tocsin([...given, '--dry-run', 'rules.yaml'], secret);
    expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('nothing saved')]);
    expect(dry.out).toContain('rules.yaml:5: taken: Down: ');
    const saved = await tocsin([...given, '--disabled', 'rules.yaml'], secret);
    expect([saved.code, saved.out]).toEqual([0, expect.stringContaining('3 rules saved')]);
    const file = ['--output', 'out.yaml', '--format', 'mimir', '--namespace', 'shop'];
    const out = await tocsin(['rules', 'export', ...server, ...file], secret);
    expect([out.code, out.err]).toEqual([0, '6 rules\n']);
    expect(readFileSync(join(folder, 'out.yaml'), 'utf8')).toContain('namespace: "shop"');
    const reading = await tocsin([...given, 'rules.yaml'], readerToken('acme'));
    expect([reading.code, reading.out]).toEqual([1, '']);
    const nobody = await tocsin([...given, 'rules.yaml'], '');
    expect(nobody.err).toContain('TOCSIN_TOKEN');
  });
});
