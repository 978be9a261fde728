import type { RuleTables } from '../../alerting/tables-rules.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import type { TenancyTables } from '../../platform/tenancy/tables.ts';

type Tables = TenancyTables & RuleTables;

const STORED = { declared: 0, revision: 1, created_at_ms: 0, updated_at_ms: 0 };

/** Somebody with one role; `node` as it is printed, e.g. `acme.shop`. */
export async function addPerson(
  state: State,
  person: {
    readonly id: string;
    readonly role: Role;
    readonly node: string;
    readonly email?: string;
    readonly language?: 'en' | 'zh';
  },
): Promise<void> {
  const { id, role, node, email = null, language = 'en' } = person;
  const db = builderFor<Tables>(state.dialect);
  const user = db.insertInto('users').values({
    id,
    name: id,
    name_key: id,
    display_name: '',
    email,
    language,
    disabled: 0,
    password_hash: null,
    password_declared: 0,
    must_change_password: 0,
    ...STORED,
  });
  const [owner = node] = node.split('.');
  const binding = db
    .insertInto('role_bindings')
    .values({ id: `b-${id}`, owner, user_id: id, role, node, ...STORED });
  await state.commit({
    name: 'test.person',
    statements: [statement('user', user.compile()), statement('binding', binding.compile())],
  });
}

/** Takes all roles from somebody. */
export async function removeFromTenant(state: State, id: string): Promise<void> {
  const db = builderFor<Tables>(state.dialect);
  const query = db.deleteFrom('role_bindings').where('user_id', '=', id);
  await state.commit({ name: 'test.leave', statements: [statement('leave', query.compile())] });
}

/** A line of a rule's history. */
export async function addAuthor(
  state: State,
  rule: { readonly id: string; readonly owner: string },
  authorId: string,
  revision = 1,
): Promise<void> {
  const db = builderFor<Tables>(state.dialect);
  const query = db.insertInto('rule_changes').values({
    rule_id: rule.id,
    revision,
    owner: rule.owner,
    kind: revision === 1 ? 'created' : 'updated',
    at_ms: 0,
    author_id: authorId,
    author_name: authorId,
    body: '{}',
  });
  await state.commit({ name: 'test.author', statements: [statement('author', query.compile())] });
}
