import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { repeatPanels } from '../../../dashboards/queries/repeat-panels.ts';
import type { EmbedBoard } from '../../../dashboards/variables/embed-answers.ts';
import { VariableBar } from '../pages/dashboards/variable-bar.tsx';
import { useChangeSearch } from '../scope/use-place.ts';
import { zoneName } from '../time/instant-text.ts';
import classes from './embed.module.css';
import { choiceOf, type EmbedWishes, refreshMs } from './embed-address.ts';
import type { EmbedClient } from './embed-client.ts';
import { EmbedGrid, EmbedOnly } from './embed-grid.tsx';
import { useTellDrawn, useTellHeight } from './use-parent.ts';

interface Props {
  readonly client: EmbedClient;
  readonly board: EmbedBoard;
  readonly wishes: EmbedWishes;
  /** The dashboard is another one by now. */
  readonly reload: () => void;
}

/** A dashboard or a panel with what may be chosen, drawn and refreshed. */
export function EmbeddedBoard({ client, board, wishes, reload }: Props) {
  const { dashboard, panelId, closed, isRangeFixed } = board;
  const choice = useMemo(() => choiceOf(wishes, zoneName('browser')), [wishes]);
  const tellHeight = useTellHeight(board.origins);
  const everyMs = refreshMs(wishes, board);
  const found = useQuery({
    queryKey: ['view', choice, dashboard],
    // What stands until the next view is there is asked as it was chosen, or it would be refused.
    queryFn: async ({ signal }) => ({ choice, view: await client.view(choice, signal) }),
    refetchInterval: everyMs ?? false,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
  const view = found.data?.view;
  useTellDrawn(board.origins, view !== undefined);
  const placed = useMemo(
    () =>
      view === undefined
        ? []
        : repeatPanels(dashboard, new Map(view.values.map((value) => [value.name, value]))),
    [dashboard, view],
  );
  if (found.data === undefined || view === undefined) {
    return found.error === null ? null : (
      <div className={classes.ended} role="alert">
        {found.error.message}
      </div>
    );
  }
  const asked = { ...found.data.choice, nowMs: view.nowMs };
  const shared = { client, view, choice: asked, reload, isRangeFixed };
  if (panelId !== null) {
    const all = placed.flatMap((one) => [one, ...one.panels]);
    const only = all.find(({ panel }) => panel.id === panelId && panel.kind !== 'row');
    return only === undefined ? null : (
      <EmbedOnly placed={only} dashboard={dashboard} {...shared} />
    );
  }
  const open = view.variables.filter(({ variable }) => !closed.includes(variable.name));
  return (
    <main ref={tellHeight} className={classes.board}>
      <header className={classes.head}>
        <div>
          <h1>{dashboard.title}</h1>
          <span className="dimmed">{board.scopeText}</span>
        </div>
        {!isRangeFixed && <RangeChoice wishes={wishes} />}
      </header>
      <VariableBar variables={open} />
      <EmbedGrid placed={placed} dashboard={dashboard} {...shared} />
    </main>
  );
}

const RANGES = ['15m', '1h', '3h', '6h', '12h', '1d', '2d', '7d', '30d'] as const;
const OTHER = 'other';

function RangeChoice({ wishes }: { readonly wishes: EmbedWishes }) {
  const { t } = useTranslation();
  const change = useChangeSearch();
  const { range, from, to } = wishes;
  const isListed = range !== null && (RANGES as readonly string[]).includes(range);
  const own = from === null && to === null ? t('embed.rangeOfBoard') : t('embed.rangeChosen');
  return (
    <Select
      size="xs"
      w={210}
      aria-label={t('time.range.label')}
      allowDeselect={false}
      value={isListed ? range : OTHER}
      data={[
        { value: OTHER, label: range !== null && !isListed ? t('embed.last', { range }) : own },
        ...RANGES.map((value) => ({ value, label: t('embed.last', { range: value }) })),
      ]}
      onChange={(value) =>
        value !== null &&
        value !== OTHER &&
        change({ range: value, from: undefined, to: undefined })
      }
    />
  );
}
