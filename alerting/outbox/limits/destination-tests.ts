import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { State } from '../../../platform/state/state.ts';
import type { DestinationKind } from '../../notify/channel-kind.ts';
import type { NotifyTables } from '../../tables-notify.ts';

/** A test message that goes to a destination, or went. */
export interface DestinationTest {
  readonly id: string;
  readonly kind: DestinationKind;
  /** As `ChannelKind.destinationKey` has it: no secret. */
  readonly key: string;
  readonly atMs: number;
}

/** Test messages have no delivery: what remembers them for as long as they count is this. */
export class DestinationTests {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Notes one, and forgets those up to an instant. Rejects when the database does. */
  async note({ id, kind, key, atMs }: DestinationTest, forgetToMs: number): Promise<void> {
    const db = builderFor<NotifyTables>(this.#state.dialect);
    const forget = db.deleteFrom('destination_tests').where('at_ms', '<=', forgetToMs);
    const row = { id, kind, destination_key: key, at_ms: atMs };
    const insert = db.insertInto('destination_tests').values(row);
    await this.#state.commit({
      name: 'channel.test',
      statements: [
        statement('channel.forget_tests', forget.compile()),
        statement('channel.note_test', insert.compile()),
      ],
    });
  }

  /** Those within the stretch, the earlier end exclusive, the later inclusive. */
  async between(sinceMs: number, untilMs: number): Promise<readonly DestinationTest[]> {
    const query = builderFor<NotifyTables>(this.#state.dialect)
      .selectFrom('destination_tests')
      .selectAll()
      .where('at_ms', '>', sinceMs)
      .where('at_ms', '<=', untilMs);
    const rows = await this.#state.all(query.compile());
    return rows.map(({ id, kind, destination_key: key, at_ms: atMs }) => ({
      ...{ id, kind, key },
      atMs: Number(atMs),
    }));
  }
}
