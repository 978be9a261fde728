import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { checkpointByHand, checkpointWhenDue } from './sqlite-checkpoint.ts';
import { openWriteConnection } from './sqlite-connection.ts';

describe('checkpoints between commits', () => {
  let folder: string;
  beforeAll(() => {
    folder = tempFolder('checkpoint');
  });
  afterAll(() => removeFolder(folder));

  it('are left out until the log has grown, and then move all of it', () => {
    const database = openWriteConnection({ file: join(folder, 'state.db') });
    const log = () => database.pragma('wal_checkpoint(NOOP)');
    checkpointByHand(database);
    database.exec('CREATE TABLE notes (tenant TEXT, text BLOB)');
    checkpointWhenDue(database);
    expect(log()).toEqual([{ busy: 0, log: expect.any(Number), checkpointed: 0 }]);
    const insert = database.prepare('INSERT INTO notes VALUES (?, zeroblob(?))');
    insert.run('acme', 3_000_000);
    insert.run('globex', 3_000_000);
    expect(log()).toEqual([{ busy: 0, log: expect.any(Number), checkpointed: 0 }]);
    checkpointWhenDue(database);
    const { log: pages } = database
      .prepare<[], { log: number }>('PRAGMA wal_checkpoint(NOOP)')
      .get() ?? {
      log: 0,
    };
    expect(pages).toBeGreaterThan(1_400);
    expect(log()).toEqual([{ busy: 0, log: pages, checkpointed: pages }]);
    database.close();
  });
});
