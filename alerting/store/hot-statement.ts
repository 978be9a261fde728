import type { Dialect, Expectation, SqlValue, Statement } from '../../platform/state/state.ts';

/** Values by name, for the `:name` places of the text. */
export type NamedValues = Readonly<Record<string, SqlValue>>;

/**
 * A statement of the hot path: its text is made once, so that the database prepares it once and no
 * query is built per alert. Places are written `:name`; the same name may appear again.
 *
 * @example
 * const touch = hotStatement('sqlite', 'note.touch', 'UPDATE notes SET at = :at WHERE id = :id');
 * touch({ at: 7, id: 'n1' });
 */
export function hotStatement(
  dialect: Dialect,
  name: string,
  text: string,
  expect: Expectation = 'any',
): (values: NamedValues) => Statement {
  const places: string[] = [];
  const sql = text.replaceAll(/:([a-z_]+)/g, (_whole, place: string) => {
    places.push(place);
    return dialect === 'sqlite' ? '?' : `$${places.length}`;
  });
  return (values) => ({
    name,
    sql,
    parameters: places.map((place) => valueFor(values, place, name)),
    expect,
  });
}

function valueFor(values: NamedValues, place: string, name: string): SqlValue {
  const value = values[place];
  if (value === undefined) throw new TypeError(`${name}: no value for :${place}`);
  return value;
}
