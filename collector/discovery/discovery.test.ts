import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { labelsToObject } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { waitUntil } from '../../test/support/wait-until.ts';
import { fileDiscovery } from './file-discovery.ts';
import { type DiscoveryAnswer, httpDiscovery } from './http-discovery.ts';
import { readTargetGroups } from './read-target-groups.ts';
import { staticDiscovery } from './static-discovery.ts';
import type { TargetGroup } from './target-group.ts';

const logger = createLogger({ level: 'silent' });
const folder = tempFolder('discovery');
afterAll(() => removeFolder(folder));

const shown = (groups: readonly TargetGroup[]) =>
  groups.map(({ addresses, labels }) => ({ addresses, labels: { ...labelsToObject(labels) } }));

describe('target groups', () => {
  it.each<['json' | 'yaml', string, object[]]>([
    [
      'json',
      '[{"targets":["a:1","b:2"],"labels":{"tenant":"acme"}},{"targets":["c:3"]}]',
      [
        { addresses: ['a:1', 'b:2'], labels: { tenant: 'acme', __meta_x: 'y' } },
        { addresses: ['c:3'], labels: { __meta_x: 'y' } },
      ],
    ],
    [
      'yaml',
      '- targets: [a:1]\n  labels: {tenant: globex}\n',
      [{ addresses: ['a:1'], labels: { tenant: 'globex', __meta_x: 'y' } }],
    ],
    ['yaml', '', []],
    ['json', '[]', []],
  ])('read from %s', (format, text, expected) => {
    const read = readTargetGroups(text, format, 'file', [['__meta_x', 'y']]);
    expect(read.kind === 'groups' && shown(read.groups)).toEqual(expected);
  });

  it.each<['json' | 'yaml', string, string]>([
    ['json', '{', 'not JSON'],
    ['json', '{}', 'expected a list of groups'],
    ['json', '[1]', 'group 1: expected an object with targets and labels'],
    ['json', '[{"targets":["a"]},{"target":["a"]}]', 'group 2: unknown member "target"'],
    ['json', '[{"targets":[1]}]', 'group 1: targets is no list of texts'],
    ['json', '[{"labels":{"a":1}}]', 'group 1: labels is no object of texts'],
    ['yaml', '- targets: [', 'not YAML: line 1'],
  ])('refused: %s %s', (format, text, message) => {
    const read = readTargetGroups(text, format, 'file', []);
    expect(read.kind === 'refused' && read.message).toContain(message);
  });
});

describe('discovery', () => {
  it('knows static targets at once', async () => {
    const found: (readonly TargetGroup[])[] = [];
    const groups = [{ targets: ['a:1'], labels: { team: 'acme' } }];
    await staticDiscovery(groups).start((one) => found.push(one));
    expect(found.map(shown)).toEqual([[{ addresses: ['a:1'], labels: { team: 'acme' } }]]);
  });

  it('follows files, keeps the last good of a broken one, and says so', async () => {
    const targets = join(folder, 'targets');
    mkdirSync(targets);
    const file = (name: string) => join(targets, name);
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      renameSync(join(folder, name), file(name));
    };
    write('acme.json', '[{"targets":["a:1"]}]');
    write('globex.yml', '- targets: [g:1]\n');
    writeFileSync(file('.hidden.json'), '[{"targets":["h:1"]}]');
    writeFileSync(file('readme.txt'), 'nothing');
    const files = [file('*.json'), file('glo*ex.yml')];
    const discovery = fileDiscovery({ files, everyMs: 10, clock: systemClock, logger });
    let found: readonly string[] = [];
    await discovery.start((groups) => {
      found = groups.flatMap(({ addresses }) => addresses);
    });
    const until = (expected: readonly string[], errors: RegExp | null) =>
      waitUntil(
        () => {
          const said = discovery.status().errors.join('\n');
          const isSaid = errors === null ? said === '' : errors.test(said);
          return isSaid && found.join() === expected.join();
        },
        { what: `${expected.join()} and ${errors}` },
      );
    await until(['a:1', 'g:1'], null);
    write('acme.json', '[{"targets":["a:1","a:2"]}]');
    await until(['a:1', 'a:2', 'g:1'], null);
    write('acme.json', '[{"targets":');
    await until(['a:1', 'a:2', 'g:1'], /acme\.json: not JSON/);
    write('acme.json', '[{"targets":["a:3"]}]');
    await until(['a:3', 'g:1'], null);
    rmSync(file('globex.yml'));
    await until(['a:3'], null);
    discovery.stop();
  });

  it('asks over HTTP at its interval and keeps the last good', async () => {
    const clock = new VirtualClock();
    const asked: Readonly<Record<string, string>>[] = [];
    const json = (body: string, status = 200): DiscoveryAnswer => ({
      kind: 'answered',
      status,
      contentType: 'application/json; charset=utf-8',
      body: Buffer.from(body),
    });
    let answer: DiscoveryAnswer = { kind: 'failed', message: 'nobody there' };
    const url = 'http://sd.acme.example/targets';
    const discovery = httpDiscovery({
      url,
      everyMs: 30_000,
      clock,
      logger,
      fetch: async (_, headers) => {
        asked.push(headers);
        return answer;
      },
    });
    const found: unknown[] = [];
    await discovery.start((groups) => found.push(shown(groups)));
    expect(discovery.status().errors).toEqual([`${url}: nobody there`]);
    expect(found).toEqual([]);
    answer = json('[{"targets":["a:1"],"labels":{"x":"y"}}]');
    await clock.advance(30_000);
    const first = [{ addresses: ['a:1'], labels: { x: 'y', __meta_url: url } }];
    expect(found).toEqual([first]);
    expect(asked[0]?.['x-prometheus-refresh-interval-seconds']).toBe('30');
    const html: DiscoveryAnswer = {
      kind: 'answered',
      status: 200,
      contentType: 'text/html',
      body: Buffer.from('[]'),
    };
    const bad: readonly (readonly [DiscoveryAnswer, string])[] = [
      [json('', 500), 'it answered 500'],
      [json('{}'), 'expected a list of groups'],
      [html, 'unsupported content type "text/html"'],
    ];
    for (const [one, error] of bad) {
      answer = one;
      await clock.advance(30_000);
      expect(discovery.status().errors).toEqual([`${url}: ${error}`]);
    }
    expect(found).toEqual([first]);
    answer = json('[]');
    await clock.advance(30_000);
    expect(found).toEqual([first, []]);
    expect(discovery.status().errors).toEqual([]);
    discovery.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});
