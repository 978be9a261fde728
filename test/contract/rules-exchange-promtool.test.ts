import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRules } from '../../alerting/rules/exchange/read-rules.ts';
import { writeRules } from '../../alerting/rules/exchange/write-rules.ts';
import { requires } from '../support/requires.ts';
import { serverTool } from '../support/server-tools.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { exchangeExamples } from './rules-exchange-examples.ts';

requires('promtool')('promtool checks the rule files that we write', () => {
  let folder: string;
  beforeAll(() => {
    folder = tempFolder('rules-exchange');
  });
  afterAll(() => removeFolder(folder));

  it('accepts every one of them, with the rules that were read', () => {
    const examples = exchangeExamples();
    const files = examples.map(({ text }, index) => {
      const file = join(folder, `${index}.yml`);
      writeFileSync(file, text);
      return file;
    });
    const { path } = serverTool('promtool');
    const { stdout, stderr, status } = spawnSync(
      path,
      ['check', 'rules', '--lint=none', ...files],
      {
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const found = [...stdout.matchAll(/SUCCESS: (\d+) rules found/g)].map(([, count]) =>
      Number(count),
    );
    expect(found).toEqual(examples.map(({ rules }) => rules));
  });

  it('is told apart from what it refuses', () => {
    const read = readRules('groups: [{name: a, rules: [{alert: A, expr: up ==}]}]', 'promql');
    if (read.kind === 'refused') throw new Error(read.finding.message.en);
    const file = join(folder, 'wrong.yml');
    writeFileSync(file, writeRules(read.documents));
    const { path } = serverTool('promtool');
    expect(spawnSync(path, ['check', 'rules', file]).status).not.toBe(0);
  });
});
