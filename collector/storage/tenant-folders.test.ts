import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { TenantFolders } from './tenant-folders.ts';

let root = '';
beforeEach(() => {
  root = tempFolder('tenants');
});
afterEach(() => removeFolder(root));

describe('folders of tenants', () => {
  it('lists who has which store, and removes one without the other', () => {
    const folders = new TenantFolders(root);
    folders.make('globex', 'metrics');
    writeFileSync(join(folders.make('acme', 'metrics'), 'x'), 'x');
    folders.make('acme', 'logs');
    expect(folders.list('metrics')).toEqual(['acme', 'globex']);
    expect(folders.list('logs')).toEqual(['acme']);
    folders.remove('acme', 'metrics');
    folders.remove('acme', 'metrics');
    expect(folders.list('metrics')).toEqual(['globex']);
    expect(folders.list('logs')).toEqual(['acme']);
  });

  it('finishes a removal that was interrupted', () => {
    mkdirSync(join(root, '.removed-acme-metrics'));
    expect(new TenantFolders(root).list('metrics')).toEqual([]);
  });

  for (const name of ['', '..', '.removed-x', 'a/b', 'a\0', 'x'.repeat(129), '-rf']) {
    it(`takes no folder named ${JSON.stringify(name).slice(0, 20)}`, () => {
      expect(() => new TenantFolders(root).make(name, 'logs')).toThrow(RangeError);
    });
  }
});
