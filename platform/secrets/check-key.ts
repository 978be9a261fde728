import { AppError } from '../errors/app-error.ts';
import { builderFor, statement } from '../state/builder.ts';
import type { State } from '../state/state.ts';
import type { SecretBox } from './secret-box.ts';

interface Tables {
  key_checks: { id: number; sealed: string };
}

const CONTEXT = 'key check';
const TEXT = 'tocsin';

/**
 * Refuses keys that do not open what the database holds, before anything else meets them; a database
 * without anything sealed takes these for its own. For databases that are not kept with their keys.
 * @throws AppError `invalid` for other keys; `unavailable` when the database fails.
 */
export async function checkKey(state: State, secrets: SecretBox): Promise<void> {
  const db = builderFor<Tables>(state.dialect);
  const row = await state.first(db.selectFrom('key_checks').select('sealed').compile());
  if (row === undefined) {
    const values = { id: 1, sealed: secrets.seal(TEXT, CONTEXT) };
    const insert = statement(
      'key_check.insert',
      db.insertInto('key_checks').values(values).compile(),
    );
    await state.commit({ name: 'key_check.insert', statements: [insert] });
    return;
  }
  try {
    secrets.open(row.sealed, CONTEXT);
  } catch (cause) {
    throw new AppError(
      'invalid',
      'The secrets in the database were sealed with another key. Give this process the keys of the ' +
        'one that wrote them: the same TOCSIN_SECRET_KEY, or a copy of its secrets.keyFile.',
      { cause },
    );
  }
}
