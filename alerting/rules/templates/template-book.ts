import type { Kysely } from 'kysely';
import { AppError } from '../../../platform/errors/app-error.ts';
import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { BatchOutcome, State } from '../../../platform/state/state.ts';
import { readTemplate } from '../../../queries/templates/rules/validate-template.ts';
import type { RuleTemplateRow, RuleTemplateTables } from '../../tables-rule-templates.ts';
import type { OwnTemplate } from './own-template.ts';

/** Most templates of one owner, inclusive. */
export const MAX_TEMPLATES = 500;

/**
 * Templates that owners wrote, in the state and all of them in memory (one takes about 4 KB). Memory
 * follows each committed change before its promise resolves. One process writes.
 */
export class TemplateBook {
  readonly #state: State;
  readonly #db: Kysely<RuleTemplateTables>;
  readonly #owners: Map<string, Map<string, OwnTemplate>>;

  private constructor(state: State, templates: readonly OwnTemplate[]) {
    this.#state = state;
    this.#db = builderFor<RuleTemplateTables>(state.dialect);
    this.#owners = new Map();
    for (const template of templates) this.#remember(template);
  }

  /** Reads all. Rejects as `StateReader` does, and when a stored template cannot be read. */
  static async open(state: State): Promise<TemplateBook> {
    const db = builderFor<RuleTemplateTables>(state.dialect);
    const rows = await state.all(db.selectFrom('rule_templates').selectAll().compile());
    return new TemplateBook(state, rows.map(templateOf));
  }

  get(owner: string, id: string): OwnTemplate | undefined {
    return this.#owners.get(owner)?.get(id);
  }

  /** By id. */
  ofOwner(owner: string): readonly OwnTemplate[] {
    const own = [...(this.#owners.get(owner)?.values() ?? [])];
    return own.sort((a, b) => (a.template.id < b.template.id ? -1 : 1));
  }

  /** Outcome `conflict`: there is one of this id; `rejected`: the owner has as many as it may. */
  async create(template: OwnTemplate): Promise<BatchOutcome> {
    const row = rowOf(template);
    const last = this.#db
      .selectFrom('rule_templates')
      .select('id')
      .where('owner', '=', row.owner)
      .orderBy('id')
      .limit(1)
      .offset(MAX_TEMPLATES - 1);
    return this.#commit('rule-templates.create', template, [
      statement('rule_template.below_limit', last.compile(), 'none'),
      statement(
        'rule_template.insert',
        this.#db.insertInto('rule_templates').values(row).compile(),
        'one',
      ),
    ]);
  }

  /** Outcome `rejected`: the stored revision is not the one before. */
  async replace(template: OwnTemplate): Promise<BatchOutcome> {
    const { owner, id, ...changes } = rowOf(template);
    const update = this.#db
      .updateTable('rule_templates')
      .set(changes)
      .where('owner', '=', owner)
      .where('id', '=', id)
      .where('revision', '=', changes.revision - 1);
    return this.#commit('rule-templates.replace', template, [
      statement('rule_template.replace', update.compile(), 'one'),
    ]);
  }

  /** Outcome `rejected`: the stored revision is another one, or it is gone. */
  async remove({ owner, template, revision }: OwnTemplate): Promise<BatchOutcome> {
    const remove = this.#db
      .deleteFrom('rule_templates')
      .where('owner', '=', owner)
      .where('id', '=', template.id)
      .where('revision', '=', revision);
    const outcome = await this.#state.commit({
      name: 'rule-templates.remove',
      statements: [statement('rule_template.delete', remove.compile(), 'one')],
    });
    if (outcome.kind === 'committed') this.#owners.get(owner)?.delete(template.id);
    return outcome;
  }

  async #commit(
    name: string,
    template: OwnTemplate,
    statements: Parameters<State['commit']>[0]['statements'],
  ): Promise<BatchOutcome> {
    const outcome = await this.#state.commit({ name, statements });
    if (outcome.kind === 'committed') this.#remember(template);
    return outcome;
  }

  #remember(template: OwnTemplate): void {
    const own = this.#owners.get(template.owner) ?? new Map<string, OwnTemplate>();
    this.#owners.set(template.owner, own.set(template.template.id, template));
  }
}

function rowOf(own: OwnTemplate): RuleTemplateRow {
  return {
    owner: own.owner,
    id: own.template.id,
    document: JSON.stringify(own.document),
    revision: own.revision,
    created_at_ms: own.createdAtMs,
    updated_at_ms: own.updatedAtMs,
    updated_by: own.updatedBy,
  };
}

/**
 * A stored template is taken even where today's lint would no longer let it in: rules are made from
 * it.
 * @throws AppError `internal` when it is none at all
 */
function templateOf(row: RuleTemplateRow): OwnTemplate {
  const read = readTemplate(JSON.parse(row.document));
  if (read === undefined) {
    throw new AppError('internal', `The stored template ${row.id} of ${row.owner} cannot be read.`);
  }
  return {
    owner: row.owner,
    ...read,
    revision: Number(row.revision),
    createdAtMs: Number(row.created_at_ms),
    updatedAtMs: Number(row.updated_at_ms),
    updatedBy: row.updated_by,
  };
}
