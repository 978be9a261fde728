import { notFound } from '../../platform/tenancy/refusals.ts';
import type { ScopeName } from '../../platform/tenancy/scope-name.ts';
import { type BoardLanguage, boardJson } from '../catalogue/board-json.ts';
import { BOARDS } from '../catalogue/catalogue.ts';
import type { DashboardWithSource } from './dashboard.ts';
import { BUILT_IN_PREFIX } from './judge-draft.ts';
import { renameSource } from './rename-source.ts';

/** What is copied, where to, and as what. */
export interface CopyOrder {
  readonly from:
    | { readonly kind: 'built-in'; readonly uid: string; readonly language: BoardLanguage }
    | { readonly kind: 'dashboard'; readonly id: string };
  readonly scope: ScopeName;
  readonly folder: string;
  readonly title: string;
}

/**
 * The text of the copy, and what its first version is called.
 * @param given the dashboard, where one is copied
 * @throws AppError `not_found` for a built-in dashboard that there is none of.
 */
export function copiedSource(
  from: CopyOrder['from'],
  given: DashboardWithSource | null,
  { uid, title }: { readonly uid: string; readonly title: string },
): { readonly source: string; readonly message: string } {
  if (from.kind === 'built-in') {
    const board = BOARDS.find(({ id }) => `${BUILT_IN_PREFIX}${id}` === from.uid);
    if (board === undefined) throw notFound(`Built-in dashboard ${from.uid}`);
    const json = { ...boardJson(board, from.language), uid, title };
    return { source: `${JSON.stringify(json, null, 2)}\n`, message: `Copy of ${from.uid}` };
  }
  if (given === null) throw notFound(`Dashboard ${from.id}`);
  return { source: renameSource(given.source, uid, title), message: `Copy of ${given.uid}` };
}
