import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeFolder, tempFolder } from '../../../test/support/temp-folder.ts';
import { createLineSpool, type WaitingLine } from './line-spool.ts';

it('keeps lines once, whatever their fields are called, and passes over what is no line', async () => {
  const folder = tempFolder('line-spool');
  const path = join(folder, 'deep', 'lines.jsonl');
  const spool = createLineSpool(path);
  const record = Object.assign(Object.create(null), { message: 'a\nb', constructor: 1 });
  const names = { tenant: 'acme', project: 'shop', environment: 'prod', cluster: 'lab' };
  const stamp = { ...names, namespace: 'n', workload: '', pod: '', container: '', app: 'web' };
  const line: WaitingLine = { output: 'one', line: { timeNs: 2n ** 62n, record, stamp } };
  expect(await spool.take()).toEqual([]);
  expect(await spool.keep([line])).toBe(0);
  appendFileSync(path, 'torn {"output":\n{"output":"x","timeNs":"1"}\n');
  expect(await spool.take()).toEqual([line]);
  expect(await spool.take()).toEqual([]);
  removeFolder(folder);
});
