import { type Kysely, sql } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { Incident } from '../incidents/incident.ts';
import { leftOutOf } from '../incidents/left-out.ts';
import { PURPOSES, type Purpose } from '../routing/route-change.ts';
import type { DeliveriesTable, NotifyTables } from '../tables-notify.ts';
import type { ChannelMessages, FoundMessage, StoredMessage } from './message-fate.ts';

type Db = Kysely<NotifyTables>;

/** Of one channel, ids of messages about an incident; they grow in the order in which they arrive. */
interface ChannelIds {
  readonly channel_id: string;
  readonly firing: string | null;
  readonly over: string | null;
  readonly told: string | null;
  readonly open: string | null;
}

/**
 * What each channel was to be told of an incident, and what became of it: of one that fires that it
 * does, of one that is over its end. By channel id; those without a message are missing.
 */
export async function findMessages(
  state: State,
  { id, owner, status }: Pick<Incident, 'id' | 'owner' | 'status'>,
): Promise<ReadonlyMap<string, ChannelMessages>> {
  const db: Db = builderFor<NotifyTables>(state.dialect);
  const rows = [...(await state.all(alone(db, id))), ...(await state.all(amongOthers(db, id)))];
  const known = channelsOf(rows);
  const newestOf = ({ firing, over }: ChannelIds) => (status === 'firing' ? firing : over);
  const ids = known.flatMap((one) => [newestOf(one), one.told, one.open]);
  const messages = await messagesOf(state, db, owner, ids);
  const said = await saidOf(state, db, id, messages);
  const lanes = await lanesOf(state, db, owner, [...messages.values()]);
  const found = new Map<string, ChannelMessages>();
  for (const one of known) {
    const told = messages.get(one.told ?? '');
    const isTold = told !== undefined && !said.leftOut.has(told.message.id);
    const newest = messages.get(newestOf(one) ?? '');
    const ahead =
      newest && (aheadOf(newest, messages.get(one.open ?? '')) ?? laneOf(newest, lanes));
    found.set(one.channel_id, {
      newest: newest === undefined ? null : foundMessage(newest, ahead, said),
      toldAtMs: isTold ? told.message.finishedAtMs : null,
    });
  }
  return found;
}

/** A message with what is stored beside it. */
interface KnownMessage {
  readonly id: string;
  readonly purpose: string;
  readonly groupId: string | null;
  /** Itself, or the digest that says it. */
  readonly message: StoredMessage;
}

interface Said {
  /** What it says of the incident, by id, of those about several. */
  readonly purposes: ReadonlyMap<string, string>;
  /** Why it does not speak of the incident, by id. */
  readonly leftOut: ReadonlyMap<string, string>;
}

function foundMessage(
  { id, purpose, message }: KnownMessage,
  ahead: StoredMessage | null | undefined,
  { purposes, leftOut }: Said,
): FoundMessage {
  return {
    purpose: purposeOf(purposes.get(id) ?? purpose),
    message,
    leftOut: message.state === 'sent' ? (leftOut.get(message.id) ?? null) : null,
    ahead: ahead ?? null,
  };
}

/** @throws TypeError for a purpose that this program does not know. */
function purposeOf(text: string): Purpose {
  const purpose = PURPOSES.find((known) => known === text);
  if (purpose === undefined) throw new TypeError(`unknown purpose of a delivery: ${text}`);
  return purpose;
}

function aheadOf(newest: KnownMessage, open: KnownMessage | undefined): StoredMessage | null {
  if (open === undefined || open.message.id === newest.message.id) return null;
  return open.id < newest.id ? open.message : null;
}

function laneOf({ id, groupId }: KnownMessage, lanes: ReadonlyMap<string, StoredMessage>) {
  const first = groupId === null ? undefined : lanes.get(groupId);
  return first !== undefined && first.id < id ? first : null;
}

/** The newest of both; open is the oldest of both. */
function channelsOf(rows: readonly ChannelIds[]): readonly ChannelIds[] {
  const channels = new Map<string, ChannelIds>();
  for (const row of rows) {
    const other = channels.get(row.channel_id);
    channels.set(row.channel_id, {
      channel_id: row.channel_id,
      firing: newer(row.firing, other?.firing),
      over: newer(row.over, other?.over),
      told: newer(row.told, other?.told),
      open: older(row.open, other?.open),
    });
  }
  return [...channels.values()];
}

function newer(one: string | null, other: string | null | undefined): string | null {
  return one === null || (other != null && other > one) ? (other ?? null) : one;
}

function older(one: string | null, other: string | null | undefined): string | null {
  return one === null || (other != null && other < one) ? (other ?? null) : one;
}

const IS_FIRING = sql`purpose NOT IN ('resolved', 'acknowledged', 'note')`;
const IS_OPEN = sql`state IN ('pending', 'leased')`;

/** Messages about this incident and no other; by the index of their order. */
function alone(db: Db, incidentId: string) {
  return db
    .selectFrom('deliveries')
    .select([
      'channel_id',
      sql<string | null>`MAX(CASE WHEN ${IS_FIRING} THEN id END)`.as('firing'),
      sql<string | null>`MAX(CASE WHEN purpose = 'resolved' THEN id END)`.as('over'),
      sql<string | null>`MAX(CASE WHEN ${IS_FIRING} AND state = 'sent' THEN id END)`.as('told'),
      sql<string | null>`MIN(CASE WHEN ${IS_OPEN} THEN id END)`.as('open'),
    ])
    .where('incident_id', '=', incidentId)
    .where('incidents', '=', 1)
    .groupBy('channel_id')
    .compile();
}

/** Messages about this incident and others. */
function amongOthers(db: Db, incidentId: string) {
  const isFiring = sql`delivery_incidents.${IS_FIRING}`;
  return db
    .selectFrom('delivery_incidents')
    .innerJoin('deliveries', 'deliveries.id', 'delivery_incidents.delivery_id')
    .select([
      'delivery_incidents.channel_id',
      sql<string | null>`MAX(CASE WHEN ${isFiring} THEN id END)`.as('firing'),
      sql<string | null>`MAX(CASE WHEN delivery_incidents.purpose = 'resolved' THEN id END)`.as(
        'over',
      ),
      sql<string | null>`MAX(CASE WHEN ${isFiring} AND state = 'sent' THEN id END)`.as('told'),
      sql<string | null>`MIN(CASE WHEN ${IS_OPEN} THEN id END)`.as('open'),
    ])
    .where('delivery_incidents.incident_id', '=', incidentId)
    .groupBy('delivery_incidents.channel_id')
    .compile();
}

async function messagesOf(
  state: State,
  db: Db,
  owner: string,
  wanted: readonly (string | null)[],
): Promise<ReadonlyMap<string, KnownMessage>> {
  const rows = await rowsOf(state, db, owner, wanted);
  const digests = await rowsOf(
    state,
    db,
    owner,
    rows.map((row) => row.digest_id),
  );
  return new Map(
    rows.map((row) => {
      const digest = digests.find(({ id }) => id === row.digest_id);
      const { id, purpose, group_id: groupId } = row;
      return [id, { id, purpose, groupId, message: storedMessage(digest ?? row) }];
    }),
  );
}

async function rowsOf(
  state: State,
  db: Db,
  owner: string,
  wanted: readonly (string | null)[],
): Promise<readonly DeliveriesTable[]> {
  const ids = [...new Set(wanted.filter((id) => id !== null))];
  if (ids.length === 0) return [];
  const query = db.selectFrom('deliveries').selectAll();
  return state.all(query.where('owner', '=', owner).where('id', 'in', ids).compile());
}

function storedMessage(row: DeliveriesTable): StoredMessage {
  return {
    id: row.id,
    state: row.state,
    reason: row.reason,
    attempts: Number(row.attempts),
    dueAtMs: Number(row.due_at_ms),
    createdAtMs: Number(row.created_at_ms),
    finishedAtMs: row.finished_at_ms === null ? null : Number(row.finished_at_ms),
    digestOf: Number(row.digest_of),
  };
}

/** What messages about several say of this incident, and which of them left it out when they went. */
async function saidOf(
  state: State,
  db: Db,
  incidentId: string,
  messages: ReadonlyMap<string, KnownMessage>,
): Promise<Said> {
  const ids = [...new Set([...messages].flatMap(([id, { message }]) => [id, message.id]))];
  if (ids.length === 0) return { purposes: new Map(), leftOut: new Map() };
  const parts = db
    .selectFrom('delivery_incidents')
    .select(['delivery_id', 'purpose'])
    .where('incident_id', '=', incidentId)
    .where('delivery_id', 'in', ids);
  const purposes = (await state.all(parts.compile())).map(
    (row) => [row.delivery_id, row.purpose] as const,
  );
  const leftOut = await leftOutOf(state, incidentId, ids);
  return { purposes: new Map(purposes), leftOut };
}

/** The first message of each group that is still to be settled. */
async function lanesOf(
  state: State,
  db: Db,
  owner: string,
  messages: readonly KnownMessage[],
): Promise<ReadonlyMap<string, StoredMessage>> {
  const groups = [
    ...new Set(
      messages.flatMap(({ groupId, message }) =>
        groupId === null || message.finishedAtMs !== null ? [] : groupId,
      ),
    ),
  ];
  if (groups.length === 0) return new Map();
  const query = db
    .selectFrom('deliveries')
    .select(['group_id', (of) => of.fn.min('id').as('first')])
    .where('group_id', 'in', groups)
    // Spelled out so that SQLite takes the partial index.
    .where(sql<boolean>`${IS_OPEN}`)
    .groupBy('group_id');
  const firsts = await state.all(query.compile());
  const rows = await rowsOf(
    state,
    db,
    owner,
    firsts.map(({ first }) => first),
  );
  return new Map(rows.map((row) => [row.group_id ?? '', storedMessage(row)]));
}
