import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isJsonObject } from '../../../platform/kubernetes/objects/json-object.ts';
import { parseJson } from '../../../platform/model/parse-json.ts';
import { STAMPED_NAMES } from '../stamped-names.ts';
import type { Stamp, StampedLine } from './stamp-event.ts';

/** A line that waits for an output. */
export interface WaitingLine {
  /** Id of the output. */
  readonly output: string;
  readonly line: StampedLine;
}

/** Keeps lines that wait from one run to the next. */
export interface LineSpool {
  /** What was kept, which is then kept no longer. Lines that cannot be read are passed over. */
  take(): Promise<readonly WaitingLine[]>;
  /** @returns how many lines had no room. */
  keep(lines: readonly WaitingLine[]): Promise<number>;
}

const MAX_BYTES = 64 * 1024 ** 2;

/** A file of JSON lines, written when a run ends and read when the next begins. */
export function createLineSpool(path: string): LineSpool {
  return {
    take: async () => {
      const text = await readText(path);
      await rm(path, { force: true });
      return text.split('\n').flatMap((one) => readLine(one) ?? []);
    },
    keep: async (lines) => {
      const kept: string[] = [];
      let bytes = 0;
      for (const one of lines) {
        const text = printLine(one);
        bytes += Buffer.byteLength(text) + 1;
        if (bytes > MAX_BYTES) break;
        kept.push(text);
      }
      if (kept.length > 0) {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, `${kept.join('\n')}\n`, { mode: 0o600, flush: true });
      }
      return lines.length - kept.length;
    },
  };
}

function printLine({ output, line: { timeNs, record, stamp } }: WaitingLine): string {
  return JSON.stringify({ output, timeNs: String(timeNs), record, stamp });
}

function readLine(text: string): WaitingLine | undefined {
  const value = text === '' ? undefined : parseJson(text);
  if (!isJsonObject(value)) return undefined;
  const { output, timeNs, record, stamp } = value;
  const isWhole =
    typeof output === 'string' &&
    typeof timeNs === 'string' &&
    /^\d{1,19}$/.test(timeNs) &&
    isJsonObject(record) &&
    isStamp(stamp);
  if (!isWhole) return undefined;
  const own = Object.assign(Object.create(null), record);
  return { output, line: { timeNs: BigInt(timeNs), record: own, stamp } };
}

function isStamp(value: unknown): value is Stamp {
  return isJsonObject(value) && STAMPED_NAMES.every((name) => typeof value[name] === 'string');
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return '';
    throw thrown;
  }
}
