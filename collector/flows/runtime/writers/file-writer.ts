import { constants } from 'node:fs';
import { mkdir, open, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asError } from '../../../../platform/errors/app-error.ts';
import type { OutputWriter, WriteOutcome } from '../output-queue.ts';
import type { StampedLine } from '../stamp-event.ts';
import { printLine } from './printed-line.ts';

/**
 * Appends JSON lines to a file below a folder. A link that leads out of the folder is not followed.
 * @param folder absolute; the file's path begins with it
 */
export function fileWriter(path: string, folder: string): OutputWriter {
  const write = async (lines: readonly StampedLine[]): Promise<WriteOutcome> => {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o750 });
      const [parent, root] = await Promise.all([realpath(dirname(path)), realpath(folder)]);
      if (parent !== root && !parent.startsWith(`${root}/`)) {
        return { kind: 'retry', reason: 'a link leads out of the folder for files' };
      }
      const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
      const file = await open(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o640);
      try {
        await file.appendFile(lines.map((line) => `${printLine(line)}\n`).join(''));
      } finally {
        await file.close();
      }
      return { kind: 'written' };
    } catch (thrown) {
      const error = asError(thrown);
      const code = 'code' in error ? String(error.code) : 'unknown';
      return { kind: 'retry', reason: `the file cannot be written (${code})` };
    }
  };
  return { write, close: () => undefined };
}
