import { useEffect, useEffectEvent } from 'react';
import { useSearchParams } from 'react-router';
import { makePanel } from '../../../../../dashboards/edit/panel-json.ts';
import { PANEL_KINDS } from '../../../../../dashboards/model/panel.ts';
import { useChangeSearch } from '../../../scope/use-place.ts';
import type { BoardEdit } from './use-board-edit.ts';

/** Parameters of an address that brings a query along. */
const NAMES = ['makeQuery', 'makeLanguage', 'makeKind', 'makeTitle', 'makeUnit'] as const;

/** A query from another page becomes a panel, once: the address forgets it then. */
export function useMadePanel({ now, change }: BoardEdit): void {
  const [search] = useSearchParams();
  const changeSearch = useChangeSearch();
  const make = useEffectEvent(() => {
    const expression = search.get('makeQuery');
    if (expression === null) return;
    const { board, id } = makePanel(now.board, {
      kind: PANEL_KINDS.find((each) => each === search.get('makeKind')) ?? 'timeseries',
      title: search.get('makeTitle') ?? '',
      query: {
        language: search.get('makeLanguage') === 'logql' ? 'logql' : 'promql',
        expression,
      },
      unit: search.get('makeUnit') ?? '',
    });
    change(board);
    const gone = Object.fromEntries(NAMES.map((name) => [name, undefined]));
    changeSearch({ ...gone, panel: String(id), part: undefined });
  });
  useEffect(() => make(), []);
}
