import { AppError } from '../errors/app-error.ts';
import { holdsWithin } from './authorize.ts';
import type { Page, PageRequest } from './keyset.ts';
import { ownerNode } from './node.ts';
import type { Principal } from './principal.ts';
import { scopeDenied } from './refusals.ts';
import type { RoleBinding } from './role-binding.ts';
import type { RoleBindings } from './role-bindings.ts';
import type { UserRow } from './tables.ts';
import type { TenancyContext } from './tenancy-context.ts';

/** Somebody as people find and name them. */
export interface MemberPerson {
  /** ULID. */
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly disabled: boolean;
}

/** A role of somebody, with who that is. */
export interface Member {
  readonly binding: RoleBinding;
  readonly person: MemberPerson;
}

const MOST_FOUND = 20;
const FEWEST_CHARS = 2;

/** Who holds roles within an owner, by name, and who could be given one. */
export class Members {
  readonly #context: TenancyContext;
  readonly #bindings: RoleBindings;

  constructor(context: TenancyContext, bindings: RoleBindings) {
    this.#context = context;
    this.#bindings = bindings;
  }

  /** In the order of their making; only roles on nodes where the reader holds `members:read`. */
  async list(owner: string, reader: Principal, page: PageRequest): Promise<Page<Member>> {
    const { items, nextCursor } = await this.#bindings.listVisible(owner, reader, page);
    const ids = [...new Set(items.map(({ user }) => user))];
    const { reader: rows, sql } = this.#context;
    const users = ids.length === 0 ? [] : await rows.all(sql.users.some(ids));
    const known = new Map(users.map((row) => [row.id, personOf(row)]));
    const members = items.flatMap((binding) => {
      const person = known.get(binding.user);
      return person === undefined ? [] : [{ binding, person }];
    });
    return { items: members, nextCursor };
  }

  /**
   * People whose name holds the text, for those who may give roles within the owner: 20 at most, none of
   * whom is disabled.
   * @throws AppError `scope_denied`; `invalid` for fewer than two characters, so that nobody lists everybody
   */
  async find(owner: string, giver: Principal, text: string): Promise<readonly MemberPerson[]> {
    const { commits, reader, sql } = this.#context;
    if (!holdsWithin(commits.current(), giver, ownerNode(owner), 'members:write')) {
      throw scopeDenied();
    }
    const wanted = text.trim().toLowerCase();
    if (wanted.length < FEWEST_CHARS) {
      const message = `at least ${FEWEST_CHARS} characters of the name`;
      throw new AppError('invalid', message, { details: [{ path: '/q', message }] });
    }
    const rows = await reader.all(sql.users.holding(wanted, MOST_FOUND));
    return rows.map(personOf);
  }
}

function personOf(row: UserRow): MemberPerson {
  const { id, name, display_name: displayName } = row;
  return { id, name, displayName, disabled: Number(row.disabled) === 1 };
}
