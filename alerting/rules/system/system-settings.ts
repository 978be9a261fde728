import type { BatchOutcome, State, Statement } from '../../../platform/state/state.ts';
import type { Author } from '../../../platform/tenancy/author.ts';
import type { SystemRuleSettingRow } from '../../tables-system-rules.ts';
import { groupBody, overrideBody } from './setting-body.ts';
import { SettingSql, type SettingUses } from './setting-sql.ts';
import type {
  GroupSetting,
  RuleOverride,
  SettingSubject,
  StoredGroup,
  StoredOverride,
} from './system-setting.ts';

/** One line of the history of a group or of a rule; `body` is what held after the change. */
export interface SettingChange {
  readonly revision: number;
  readonly atMs: number;
  readonly author: Author;
  readonly group: GroupSetting | null;
  readonly override: RuleOverride | null;
}

/** What a write brings along. */
export interface SettingWrite {
  readonly author: Author;
  readonly preconditions: readonly Statement[];
}

/** All that one owner says. */
export interface OwnerSettings {
  readonly groups: ReadonlyMap<string, StoredGroup>;
  readonly overrides: ReadonlyMap<string, StoredOverride>;
}

interface MutableSettings extends OwnerSettings {
  readonly groups: Map<string, StoredGroup>;
  readonly overrides: Map<string, StoredOverride>;
}

const NOTHING: OwnerSettings = { groups: new Map(), overrides: new Map() };

/**
 * What owners have otherwise than the catalogue, in the state and all of it in memory, which follows
 * each committed change before its promise resolves. One process writes.
 */
export class SystemSettings {
  readonly #state: State;
  readonly #sql: SettingSql;
  readonly #owners = new Map<string, MutableSettings>();
  #version = 0;

  private constructor(state: State, rows: readonly SystemRuleSettingRow[]) {
    this.#state = state;
    this.#sql = new SettingSql(state.dialect);
    for (const row of rows) this.#read(row);
  }

  /** Reads all. Rejects as `StateReader` does, and when a stored setting cannot be read. */
  static async open(state: State): Promise<SystemSettings> {
    return new SystemSettings(state, await state.all(new SettingSql(state.dialect).all()));
  }

  /** Grows with each change. */
  get version(): number {
    return this.#version;
  }

  of(owner: string): OwnerSettings {
    return this.#owners.get(owner) ?? NOTHING;
  }

  /** Names of groups and ids of rules whose settings name the channel. */
  using(channelId: string): readonly string[] {
    return [...this.#owners.values()].flatMap(({ groups, overrides }) =>
      [...groups.values(), ...overrides.values()]
        .filter(({ body }) => body?.channels?.includes(channelId))
        .map(({ subject }) => subject.name),
    );
  }

  channelUnused(channelId: string): Statement {
    return this.#sql.channelUnused(channelId);
  }

  /** Newest first. */
  async changes(owner: string, subject: SettingSubject): Promise<readonly SettingChange[]> {
    const rows = await this.#state.all(this.#sql.changes(owner, subject));
    const isGroup = subject.kind === 'group';
    return rows.map((row) => ({
      revision: Number(row.revision),
      atMs: Number(row.at_ms),
      author: { id: row.author_id, name: row.author_name },
      group: isGroup ? groupBody(row.body) : null,
      override: isGroup ? null : overrideBody(row.body),
    }));
  }

  /** Outcome `rejected` or `conflict` at `system_rule.put`: the stored revision is not the one before. */
  async putGroup(setting: StoredGroup, write: SettingWrite): Promise<BatchOutcome> {
    const channels = setting.body?.channels ?? [];
    const outcome = await this.#put(setting, { channels, severities: [] }, write);
    if (outcome.kind === 'committed') {
      this.#ofOwner(setting.owner).groups.set(setting.subject.name, setting);
      this.#version++;
    }
    return outcome;
  }

  /** As `putGroup`. */
  async putOverride(setting: StoredOverride, write: SettingWrite): Promise<BatchOutcome> {
    const channels = setting.body?.channels ?? [];
    const severities = (setting.body?.levels ?? []).map(({ severity }) => severity);
    const outcome = await this.#put(setting, { channels, severities }, write);
    if (outcome.kind === 'committed') {
      this.#ofOwner(setting.owner).overrides.set(setting.subject.name, setting);
      this.#version++;
    }
    return outcome;
  }

  #put(
    setting: StoredGroup | StoredOverride,
    uses: SettingUses,
    { author, preconditions }: SettingWrite,
  ): Promise<BatchOutcome> {
    const statements = [...preconditions, ...this.#sql.put(setting, uses, author)];
    return this.#state.commit({ name: 'system-rules.put', statements });
  }

  #read(row: SystemRuleSettingRow): void {
    const { owner, name, body } = row;
    const shared = {
      owner,
      revision: Number(row.revision),
      updatedAtMs: Number(row.updated_at_ms),
      updatedBy: row.updated_by,
    };
    const { groups, overrides } = this.#ofOwner(owner);
    if (row.kind === 'group') {
      groups.set(name, { ...shared, subject: { kind: 'group', name }, body: groupBody(body) });
    } else {
      const subject = { kind: 'rule', name } as const;
      overrides.set(name, { ...shared, subject, body: overrideBody(body) });
    }
  }

  #ofOwner(owner: string): MutableSettings {
    const known = this.#owners.get(owner);
    if (known) return known;
    const made = { groups: new Map(), overrides: new Map() };
    this.#owners.set(owner, made);
    return made;
  }
}
