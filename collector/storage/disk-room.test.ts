import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { FailingFiles } from '../../test/support/failing-files.ts';
import { DiskRoom } from './disk-room.ts';
import { nodeFiles } from './node-files.ts';

let clock = new VirtualClock();
let files = new FailingFiles(nodeFiles);
let room = new DiskRoom({ folder: '.', files, clock, logger: createLogger({ level: 'silent' }) });

beforeEach(() => {
  clock = new VirtualClock();
  files = new FailingFiles(nodeFiles);
  room = new DiskRoom({
    folder: '.',
    files,
    clock,
    logger: createLogger({ level: 'silent' }),
    minFreeBytes: 1000,
    retryMs: 5_000,
  });
});

const failWith = (code: string) => () => {
  throw Object.assign(new Error('made to fail'), { code });
};
const refused = expect.objectContaining({ kind: 'unavailable', retryAfterSeconds: 5 });

describe('the room on the disk', () => {
  for (const code of ['ENOSPC', 'EDQUOT', 'SQLITE_FULL']) {
    it(`is gone after ${code}, and tried again after a while`, async () => {
      room.admit();
      expect(() => room.use(failWith(code))).toThrow(refused);
      expect(room.isFull).toBe(true);
      await clock.advance(4_999);
      expect(() => room.admit()).toThrow(refused);
      await clock.advance(1);
      room.admit();
      expect(() => room.admit()).toThrow(refused);
      expect(() => room.use(failWith(code))).toThrow(refused);
      await clock.advance(5_000);
      room.admit();
      expect(room.use(() => 7)).toBe(7);
      room.admit();
      expect(room.isFull).toBe(false);
    });
  }

  it('is not judged by other errors', () => {
    expect(() => room.use(failWith('EIO'))).toThrow('made to fail');
    expect(room.isFull).toBe(false);
  });

  it('counts as gone before the last byte is', async () => {
    files.setRoom(999);
    expect(() => room.admit()).toThrow(refused);
    files.setRoom(1000);
    expect(() => room.admit()).toThrow(refused);
    await clock.advance(5_000);
    room.admit();
    room.use(() => undefined);
    files.setRoom(10);
    room.admit();
    await clock.advance(5_000);
    expect(() => room.admit()).toThrow(refused);
  });
});
