import { useMemo, useState } from 'react';
import type { TableView } from '../../../../dashboards/model/panel-views.ts';
import { tableOrder } from '../../../../dashboards/panels/table/table-view.ts';

/** The rows of a page of a table in the order that the reader has chosen, and ways to change both. */
export function useTableRows(view: TableView) {
  const [chosen, setChosen] = useState<TableView['sortedBy'] | undefined>(undefined);
  const [page, setPage] = useState(0);
  const sortedBy = chosen === undefined ? view.sortedBy : chosen;
  const order = useMemo(
    () => (chosen === undefined ? view.order : tableOrder(view.columns, view.rowCount, chosen)),
    [view, chosen],
  );
  const perPage = view.rowsPerPage ?? Math.max(1, order.length);
  const count = Math.max(1, Math.ceil(order.length / perPage));
  const shown = Math.min(page, count - 1);
  return {
    rows: order.slice(shown * perPage, (shown + 1) * perPage),
    sortedBy,
    sort: (column: number) => {
      setChosen(nextSort(sortedBy, column));
      setPage(0);
    },
    pages: { page: shown, count, rowCount: order.length, perPage, onPage: setPage },
  };
}

/** First up, then down, then not at all. */
function nextSort(sortedBy: TableView['sortedBy'], column: number): TableView['sortedBy'] {
  if (sortedBy?.column !== column) return { column, isDescending: false };
  return sortedBy.isDescending ? null : { column, isDescending: true };
}
