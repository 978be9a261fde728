import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRealGrafana } from './grafana-under-test.ts';
import { inRepository } from './repository.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

interface StartedWith {
  readonly args: readonly string[];
  readonly ini: string;
  readonly cwd: string;
  readonly asked: readonly {
    readonly path: string;
    readonly organisation?: string;
    readonly authorization: string;
    readonly body: object;
  }[];
}

/** What starts a real Grafana, tried with a program that only tells how it was started. */
describe('the start of a Grafana', () => {
  const home = tempFolder('fake-grafana');
  const binary = join(home, 'bin', 'grafana');
  beforeAll(() => {
    mkdirSync(join(home, 'bin'));
    const program = inRepository('test/support/fake-grafana.mjs');
    writeFileSync(binary, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
    chmodSync(binary, 0o755);
  });
  afterAll(() => removeFolder(home));

  const settings = {
    admin: { user: 'boss', password: 'of the fake' },
    names: 'user',
    jwt: {
      headerName: 'X-JWT-Assertion',
      jwkSetUrl: () => 'http://127.0.0.1:9/keys',
      expectClaims: () => ({ iss: 'http://127.0.0.1:9', aud: 'grafana' }),
    },
  } as const;
  const startedWith = async (url: string) =>
    (await (await fetch(`${url}/started-with`)).json()) as StartedWith;

  it('writes a configuration with sign-in by JWT into a folder of its own, and removes it', async () => {
    const grafana = await startRealGrafana(binary, settings, 'http://127.0.0.1:9/grafana');
    const { args, ini, cwd } = await startedWith(grafana.url);
    expect(args).toEqual(['server', '--homepath', home, '--config', join(cwd, 'grafana.ini')]);
    const port = new URL(grafana.url).port;
    for (const line of [
      'app_mode = development',
      `data = ${join(cwd, 'data')}`,
      'http_addr = 127.0.0.1',
      `http_port = ${port}`,
      'root_url = http://127.0.0.1:9/grafana/',
      'serve_from_sub_path = true',
      'admin_user = boss',
      'admin_password = of the fake',
      'allow_embedding = true',
      'header_name = X-JWT-Assertion',
      'jwk_set_url = http://127.0.0.1:9/keys',
      'expect_claims = {"iss":"http://127.0.0.1:9","aud":"grafana"}',
      'send_user_header = true',
    ]) {
      expect(ini.split('\n')).toContain(line);
    }
    await grafana.stop();
    expect(existsSync(cwd)).toBe(false);
    await expect(fetch(grafana.url)).rejects.toThrow();
  });

  it('furnishes it as its administrator, each thing in its organisation', async () => {
    const grafana = await startRealGrafana(binary, settings);
    const acme = await grafana.addOrganisation('acme');
    const url = 'http://127.0.0.1:9/scopes/acme';
    for (const type of ['prometheus', 'alertmanager'] as const) {
      await grafana.addDataSource(acme, {
        uid: type,
        type,
        url: `${url}/${type}`,
        token: 'secret',
      });
    }
    await grafana.addDashboard(acme, 'shop', { title: 'Shop' });
    expect(await grafana.roleOf(acme, 'ann')).toBe('Viewer');
    expect(await grafana.roleOf(acme, 'zoe')).toBeNull();
    const { asked } = await startedWith(grafana.url);
    await grafana.stop();
    const headers = { httpHeaderName1: 'Authorization' };
    expect(asked.map(({ path, organisation, body }) => [path, organisation, body])).toMatchObject([
      ['api/orgs', '1', { name: 'acme' }],
      ['api/datasources', '2', { uid: 'prometheus', jsonData: { ...headers, httpMethod: 'POST' } }],
      ['api/datasources', '2', { jsonData: { ...headers, implementation: 'prometheus' } }],
      ['api/dashboards/db', '2', { dashboard: { uid: 'shop', title: 'Shop' }, overwrite: true }],
      ['api/orgs/2/users', '2', ''],
      ['api/orgs/2/users', '2', ''],
    ]);
    const basic = `Basic ${Buffer.from('boss:of the fake').toString('base64')}`;
    expect(asked.every(({ authorization }) => authorization === basic)).toBe(true);
  });

  it('says how one ended that does not start', async () => {
    await expect(startRealGrafana('/bin/false', settings)).rejects.toThrow(/grafana ended/);
  });
});
