import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../errors/app-error.ts';
import { KEY_BYTES, type KeyRing, parseKeyRing } from './key-ring.ts';

export interface KeySource {
  /** Where keys are kept when `environment` gives none, e.g. `data/secret.key`. */
  readonly file: string;
  /** Value of `TOCSIN_SECRET_KEY`: the keys themselves, newest first, separated by commas. */
  readonly environment: string | undefined;
}

const HEADER = `# tocsin secret keys, the newest first. Whoever has them can read every stored secret;
# without them no stored secret can be read again. To rotate, put a new key on top and restart.
`;

/**
 * The keys of this installation. On the first start, with neither variable nor file, a key is made
 * and written to the file (0600, in a folder of 0700) and on disk before it is used.
 * @throws AppError `invalid` when the keys cannot be read, or others than the owner may read them.
 */
export function loadKeyRing(source: KeySource): KeyRing {
  if (source.environment !== undefined && source.environment.trim() !== '') {
    return parseKeyRing(source.environment, 'TOCSIN_SECRET_KEY');
  }
  createOnce(source.file);
  refuseOpenPermissions(source.file);
  return parseKeyRing(readFileSync(source.file, 'utf8'), source.file);
}

/** Written aside and then linked, so that a file with its name is always whole. */
function createOnce(file: string): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, `${HEADER}${randomBytes(KEY_BYTES).toString('base64')}\n`);
    fsyncSync(handle);
    linkUnlessPresent(draft, file);
  } finally {
    closeSync(handle);
    unlinkSync(draft);
  }
}

function linkUnlessPresent(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (thrown) {
    const isPresent = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
    if (!isPresent) throw thrown;
  }
}

function refuseOpenPermissions(file: string): void {
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  throw new AppError(
    'invalid',
    `The key file ${file} can be read by others than its owner (mode ${mode.toString(8)}). ` +
      `Run: chmod 600 ${file}`,
  );
}
